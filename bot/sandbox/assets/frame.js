// The frame of a phone: header, log, what lies over it.
import { h, initials, hue } from './dom.js';

/** frame builds a phone around its parts. */
export function frame({ kind, title, subtitle, controls, tabs, mark }) {
  const log = h('div', { class: 'log', tabindex: '0', role: 'log', 'aria-label': `Messages: ${title}` });
  const over = h('div', { class: 'over', role: 'status', 'aria-live': 'polite' });
  const bottom = h('div', { class: 'bottom' });
  const heading = h('h3', { title }, title);
  const under = h('p', { title: subtitle }, subtitle);
  const avatar = h('span', { class: `avatar hue-${hue(title)}`, 'aria-hidden': 'true' }, mark || initials(title));
  const el = h('section', { class: `phone ${kind}`, 'data-kind': kind, 'aria-label': title },
    h('div', { class: 'screen' },
      h('header', { class: 'bar' }, avatar, h('div', { class: 'who' }, heading, under), controls), tabs, h('div', { class: 'stage' }, log, over), bottom));
  return { el, log, over, bottom, heading, under };
}

/** toast shows a line for a while; an alert stays until it is closed. */
export function toast(over, text, alert) {
  if (!text) return;
  if (alert) {
    const box = h('div', { class: 'alert', role: 'alertdialog', 'aria-label': text, 'data-toast': 'alert' }, h('p', {}, text),
      h('button', { type: 'button', onclick: () => box.remove() }, 'OK'));
    over.append(box);
    box.querySelector('button').focus({ preventScroll: true });
    return;
  }
  const line = h('p', { class: 'toast', 'data-toast': 'toast' }, text);
  over.append(line);
  setTimeout(() => line.remove(), 4000);
}
