// Bubbles of Telegram chats and of text messages.
import { h, clockTime, fullName, hue } from './dom.js';
import { rich, plain } from './text.js';

/** telegramBubble renders one message as `me` sees it; `on` holds what can be done with it. */
export function telegramBubble(b, me, group, on) {
  if (b.deleted) return note(b, 'A message was deleted', { 'data-deleted': true });
  const service = serviceText(b);
  if (service) return note(b, service, {});
  const mine = !b.from_bot && b.from?.id === me;
  const from = b.from_bot ? 'bot' : mine ? 'me' : 'other';
  const showName = group && !mine;
  const el = h('article', {
    class: `bubble ${mine ? 'out' : 'in'}`, 'data-bubble': b.message_id, 'data-from': from,
    'data-edited': Boolean(b.edit_date), 'data-protected': Boolean(b.has_protected_content), 'data-silent': Boolean(b.silent),
    'data-sender': b.from?.id,
  },
  showName && h('p', { class: `sender hue-${hue(fullName(b.from || {}))}` }, fullName(b.from || {})),
  b.forward_from && h('p', { class: 'forwarded' }, 'Forwarded from ' + fullName(b.forward_from)),
  b.reply_to_message && quote(b.reply_to_message),
  body(b), meta(b));
  if (b.reply_markup) el.append(keyboard(b, on));
  el.append(tools(b, mine, on));
  return el;
}

function note(b, text, marks) {
  return h('article', { class: 'note', 'data-bubble': b.message_id, 'data-from': 'service', ...marks }, h('span', {}, text));
}

function serviceText(b) {
  if (b.new_chat_members) return b.new_chat_members.map((u) => fullName(u)).join(', ') + ' joined the group';
  if (b.left_chat_member) return fullName(b.left_chat_member) + ' was removed';
  if (b.migrate_to_chat_id || b.migrate_from_chat_id) return 'This group is now a supergroup';
  return '';
}

function quote(m) {
  const words = m.text || m.caption || (m.photo ? 'Photo' : 'Message');
  return h('a', { class: 'quote', href: '#', 'data-quote': m.message_id, onclick: (e) => jump(e, m.message_id) },
    h('b', {}, fullName(m.from || {})), h('span', {}, words));
}

function jump(event, id) {
  event.preventDefault();
  const log = event.currentTarget.closest('.log');
  const target = log?.querySelector(`[data-bubble="${CSS.escape(String(id))}"]`);
  target?.scrollIntoView({ block: 'center' });
  target?.classList.add('flash');
  setTimeout(() => target?.classList.remove('flash'), 1200);
}

function body(b) {
  const parts = [];
  for (const size of (b.photo || []).slice(-1)) {
    parts.push(h('img', { class: 'photo', src: 'files/' + encodeURIComponent(size.file_id), width: size.width, height: size.height, alt: b.caption || 'Photo', loading: 'lazy' }));
  }
  if (b.location) parts.push(place(b.location));
  if (b.contact) parts.push(h('p', { class: 'card' }, h('b', {}, b.contact.first_name), h('br'), b.contact.phone_number));
  if (b.sticker) parts.push(h('img', { class: 'sticker', src: 'assets/sticker.svg', width: 84, height: 84, alt: `Sticker ${b.sticker.emoji}` }));
  if (b.voice) parts.push(h('p', { class: 'voice' }, h('span', { class: 'wave', 'aria-hidden': 'true' }), `Voice message, ${b.voice.duration} s`));
  if (b.text) parts.push(h('div', { class: 'words', dir: 'auto' }, rich(b.text, b.entities)));
  if (b.caption) parts.push(h('div', { class: 'words', dir: 'auto' }, rich(b.caption, b.caption_entities)));
  return parts;
}

function place(at) {
  const where = `${at.latitude.toFixed(4)}, ${at.longitude.toFixed(4)}`;
  return h('p', { class: 'place' }, h('span', { class: 'pin', 'aria-hidden': 'true' }), h('span', {}, 'Location', h('br'), h('small', {}, where)));
}

function meta(b) {
  const marks = [];
  if (b.has_protected_content) marks.push(h('span', { class: 'mark', title: 'Can’t be forwarded or saved' }, 'protected'));
  if (b.silent) marks.push(h('span', { class: 'mark', title: 'Arrived without a sound' }, 'silent'));
  if (b.edit_date) marks.push(h('span', { title: 'Before: ' + (b.earlier || []).join(' → ') }, 'edited'));
  return h('footer', {}, marks, h('time', {}, clockTime(b.edit_date || b.date)));
}

function keyboard(b, on) {
  return h('div', { class: 'keys', role: 'group', 'aria-label': 'Buttons' }, b.reply_markup.inline_keyboard.map((row) =>
    h('div', { class: 'keyrow' }, row.map((button) => (button.url
      ? h('a', { class: 'key', href: button.url, target: '_blank', rel: 'noopener noreferrer' }, button.text, ' ↗')
      : h('button', { type: 'button', class: 'key', 'data-button': button.callback_data, onclick: (e) => on.press(b, button, e.currentTarget) }, button.text))))));
}

function tools(b, mine, on) {
  return h('div', { class: 'bubble-tools' },
    h('button', { type: 'button', 'data-reply': b.message_id, 'aria-label': 'Reply to this message', title: 'Reply', onclick: () => on.reply(b) }, '↩'),
    mine && b.text && h('button', { type: 'button', 'data-edit': b.message_id, 'aria-label': 'Edit this message', title: 'Edit', onclick: () => on.edit(b) }, '✎'));
}

/** smsBubble renders one text message with the parts that are billed. */
export function smsBubble(m) {
  const mine = m.direction === 'inbound';
  const from = mine ? 'me' : m.by_twilio ? 'twilio' : 'service';
  const parts = m.parts === 1 ? '1 part' : `${m.parts} parts`;
  return h('article', {
    class: `bubble ${mine ? 'out' : 'in'}`, 'data-bubble': m.sid, 'data-from': from, 'data-parts': m.parts,
  },
  m.by_twilio && h('p', { class: 'sender' }, 'Sent by Twilio itself'),
  h('div', { class: 'words', dir: 'auto' }, plain(m.said)),
  h('footer', {}, h('span', { class: 'mark', title: 'Parts that are billed' }, parts), h('time', {}, clockTime(Date.parse(m.created) / 1000))));
}
