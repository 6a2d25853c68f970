// Text with Telegram's entities, and links in text messages.
import { h } from './dom.js';

const tags = {
  bold: 'b', italic: 'i', underline: 'u', strikethrough: 's', code: 'code', pre: 'pre',
  blockquote: 'blockquote', spoiler: 'span',
};

/** rich renders a text whose entities count in UTF-16 units, as JavaScript does. */
export function rich(text, entities = []) {
  return nest(text, 0, text.length, entities || []);
}

function nest(text, from, to, entities) {
  const out = document.createDocumentFragment();
  let at = from;
  let rest = entities;
  while (rest.length) {
    const [first, ...others] = rest;
    const end = first.offset + first.length;
    const inner = others.filter((e) => e.offset < end);
    rest = others.filter((e) => e.offset >= end);
    out.append(plain(text.slice(at, first.offset)));
    const child = nest(text, first.offset, end, inner);
    out.append(wrap(first, child, text.slice(first.offset, end)));
    at = end;
  }
  out.append(plain(text.slice(at, to)));
  return out;
}

function wrap(entity, child, words) {
  if (entity.type === 'text_link') return link(entity.url, child);
  if (entity.type === 'bot_command') return h('span', { class: 'command' }, words);
  const el = h(tags[entity.type] || 'span', { class: entity.type === 'spoiler' ? 'spoiler' : null });
  el.append(child);
  return el;
}

function link(url, child) {
  if (!/^(https?|tel|mailto):/i.test(url)) return child;
  return h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, child);
}

/** plain makes web addresses clickable. */
export function plain(text) {
  const out = document.createDocumentFragment();
  let at = 0;
  for (const match of text.matchAll(/https?:\/\/[^\s<>"]+[^\s<>".,;:!?)]/g)) {
    out.append(text.slice(at, match.index), link(match[0], document.createTextNode(match[0])));
    at = match.index + match[0].length;
  }
  out.append(text.slice(at));
  return out;
}
