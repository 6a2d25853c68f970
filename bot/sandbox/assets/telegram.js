// A phone with Telegram on it, with one chat open.
import { h, act, fullName } from './dom.js';
import { telegramBubble } from './bubble.js';
import { Composer } from './composer.js';
import { frame, toast } from './frame.js';
import { Log } from './log.js';

export class TelegramPhone {
  /** store holds what the sandbox says; seat is { chat, user }. */
  constructor(store, seat, look) {
    this.store = store;
    this.parts = frame(look);
    this.el = this.parts.el;
    this.log = new Log(this.parts.log);
    this.answered = new Set(); // forced replies that were opened
    this.composer = new Composer({
      phone: () => this.key, label: `Write as ${look.title}`, telegram: true, places: () => store.world.places,
      failed: (text) => toast(this.parts.over, text, false),
    });
    this.keyboard = h('div', { class: 'reply-keyboard', role: 'group', 'aria-label': 'Keyboard', hidden: true });
    this.start = h('button', { type: 'button', class: 'wide', 'data-action': 'start', onclick: () => act(this.key, 'start') }, 'Start');
    this.unblock = h('button', { type: 'button', class: 'wide', 'data-action': 'unblock', onclick: () => act(this.key, 'unblock') }, 'Unblock');
    this.parts.bottom.append(this.composer.el, this.keyboard, this.start, this.unblock);
    this.sit(seat);
  }

  get key() { return `telegram:${this.seat.chat}:${this.seat.user}`; }

  get view() { return this.store.chats.get(this.seat.chat); }

  /** sit takes another seat: another officer, or another chat of theirs. */
  sit(seat) {
    this.seat = seat;
    this.el.dataset.phone = this.key;
    this.el.dataset.chat = seat.chat;
    this.log.clear();
    this.log.first = true;
    this.composer.aim(null);
    this.update();
  }

  update() {
    const view = this.view;
    if (!view) return;
    const group = view.type !== 'private';
    const on = {
      reply: (b) => { this.composer.aim({ message: b, kind: 'reply' }); this.composer.input.focus(); },
      edit: (b) => { this.composer.aim({ message: b, kind: 'edit' }); this.composer.input.focus(); },
      press: (b, button, el) => this.press(b, button, el),
    };
    this.log.show(view.bubbles, (b) => b.message_id, (b) => telegramBubble(b, this.seat.user, group, on));
    this.el.classList.toggle('empty', view.bubbles.length === 0);
    const waiting = !group && !view.started && !view.blocked;
    this.start.hidden = !waiting;
    this.unblock.hidden = !view.blocked;
    this.composer.el.hidden = waiting || view.blocked;
    this.showKeyboard(view, group);
    this.forceReply(view, group);
  }

  async press(b, button, el) {
    el.classList.add('waiting');
    setTimeout(() => el.classList.remove('waiting'), 15000);
    try {
      await act(this.key, 'press', { message: b.message_id, text: button.callback_data });
    } catch (error) {
      el.classList.remove('waiting');
      toast(this.parts.over, error.message, false);
    }
  }

  /** told shows an answer to a press, if it is for this seat. */
  told(t) {
    if (t.chat !== this.seat.chat || t.user !== this.seat.user) return;
    for (const el of this.el.querySelectorAll('.waiting')) el.classList.remove('waiting');
    toast(this.parts.over, t.text, t.alert);
  }

  showKeyboard(view, group) {
    const last = view.bubbles.findLastIndex((b) => b.keys && !b.deleted && (b.keys.keyboard || b.keys.remove));
    const keys = last < 0 || group ? null : view.bubbles[last].keys;
    const used = keys?.one_time_keyboard && view.bubbles.slice(last + 1).some((b) => !b.from_bot);
    const rows = keys && !keys.remove && !used && !view.blocked ? keys.keyboard : [];
    this.keyboard.hidden = rows.length === 0;
    const hash = JSON.stringify(rows);
    if (hash === this.keyboardHash) return;
    this.keyboardHash = hash;
    this.keyboard.replaceChildren(...rows.map((row) => h('div', { class: 'keyrow' }, row.map((key) =>
      h('button', { type: 'button', class: 'key', 'data-key': key.text, onclick: () => this.tap(key) }, key.text)))));
    this.composer.input.placeholder = keys?.input_field_placeholder || 'Message';
  }

  tap(key) {
    if (key.request_location) {
      this.composer.menu.open = true;
      this.composer.menu.querySelector('[data-place]')?.focus();
      return;
    }
    if (key.request_contact) {
      this.composer.do('contact', { text: '+44770090' + String(this.seat.user % 10000).padStart(4, '0') });
      return;
    }
    this.composer.do('text', { text: key.text });
  }

  /** forceReply opens a reply, once, when the bot asks this person for one. */
  forceReply(view, group) {
    const last = view.bubbles.at(-1);
    if (!last?.keys?.force_reply || last.deleted || this.answered.has(last.message_id)) return;
    const mine = last.reply_to_message?.from?.id === this.seat.user
      || (last.entities || []).some((e) => e.url === `tg://user?id=${this.seat.user}`);
    if (group && last.keys.selective && !mine) return;
    this.answered.add(last.message_id);
    this.composer.aim({ message: last, kind: 'reply' });
  }
}

/** residentPhone is the phone of a resident on Telegram. */
export function residentPhone(store, user) {
  const block = h('button', { type: 'button', class: 'bar-button', 'data-action': 'block', 'aria-label': 'Block the bot', title: 'Block the bot', onclick: () => act(phone.key, 'block') }, '⊘');
  const phone = new TelegramPhone(store, { chat: user.id, user: user.id }, {
    kind: 'telegram', title: fullName(user), subtitle: `Telegram, with ${fullName(store.world.bot)}`, controls: block,
  });
  return phone;
}
