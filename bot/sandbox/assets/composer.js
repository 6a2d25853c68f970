// Where a person writes: the text, what it answers, and what can be attached.
import { h, act, base64 } from './dom.js';

export class Composer {
  /** phone() names the phone acted with; extras are the attachments offered. */
  constructor({ phone, label, places, telegram, failed }) {
    Object.assign(this, { phone, places, failed });
    this.target = null; // { message, kind: 'reply' | 'edit' }
    this.input = h('textarea', { rows: 1, 'data-composer': true, 'aria-label': label, placeholder: 'Message', onkeydown: (e) => this.key(e), oninput: () => this.grow() });
    this.bar = h('div', { class: 'replying', hidden: true });
    this.file = h('input', { type: 'file', accept: 'image/*', multiple: true, hidden: true, 'data-file': true, 'aria-label': 'Photos', onchange: () => this.photos() });
    this.menu = telegram ? this.attachments() : null;
    this.el = h('form', { class: 'composer', onsubmit: (e) => { e.preventDefault(); this.send(); } },
      this.bar, h('div', { class: 'line' }, this.menu, this.input,
        h('button', { type: 'submit', class: 'send', 'data-send': true, 'aria-label': 'Send' }, h('span', { 'aria-hidden': 'true' }, '➤'))), this.file);
  }

  key(event) {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.send();
    }
    if (event.key === 'Escape') this.aim(null);
  }

  grow() {
    this.input.rows = Math.min(5, this.input.value.split('\n').length + Math.floor(this.input.value.length / 60));
  }

  /** aim makes the next text a reply to, or an edit of, a message. */
  aim(target) {
    this.target = target;
    this.bar.hidden = !target;
    if (!target) return;
    const { message, kind } = target;
    const words = message.text || message.caption || 'Photo';
    this.bar.replaceChildren(
      h('p', { 'data-replying': message.message_id }, h('b', {}, kind === 'edit' ? 'Edit' : 'Reply'), h('span', {}, words)),
      h('button', { type: 'button', 'aria-label': kind === 'edit' ? 'Don’t edit' : 'Don’t reply', onclick: () => this.aim(null) }, '×'));
    if (kind === 'edit') this.input.value = message.text;
  }

  async send() {
    const text = this.input.value.trim();
    if (!text) return;
    const { message, kind } = this.target || {};
    this.input.value = '';
    this.grow();
    this.aim(null);
    await this.do(kind === 'edit' ? 'edit' : 'text', { text, message: message?.message_id });
    this.input.focus();
  }

  /** do acts, and shows what went wrong. */
  async do(what, more) {
    if (this.menu) this.menu.open = false;
    try {
      return await act(this.phone(), what, more);
    } catch (error) {
      this.failed(error.message);
      return {};
    }
  }

  async photos() {
    const files = await Promise.all([...this.file.files].map(base64));
    const text = this.input.value.trim();
    this.file.value = '';
    if (!files.length) return;
    this.input.value = '';
    await this.do('photo', { files, text });
  }

  attachments() {
    const item = (action, label, run) => h('button', { type: 'button', 'data-action': action, onclick: run }, label);
    const coordinates = h('input', { type: 'text', 'data-coordinates': true, 'aria-label': 'Latitude, longitude', placeholder: 'Latitude, longitude', onkeydown: (e) => e.key === 'Enter' && (e.preventDefault(), this.coordinates(coordinates)) });
    this.menuPlaces = h('div', { class: 'places' });
    this.offer(this.places());
    return h('details', { class: 'attach', onkeydown: (e) => { if (e.key === 'Escape') this.menu.open = false; } },
      h('summary', { 'aria-label': 'Attach', 'data-attach': true }, h('span', { 'aria-hidden': 'true' }, '+')),
      h('div', { class: 'menu' },
        item('photo', 'Photos from a file…', () => this.file.click()),
        item('voice', 'Voice message', () => this.do('voice', { number: 7 })),
        item('sticker', 'Sticker', () => this.do('sticker', { text: '👍' })),
        item('forward', 'Forwarded message', () => this.do('forward', { text: this.input.value.trim() || 'Have you seen this? They’re at it again.' })),
        h('p', { class: 'menu-title' }, 'Location'), this.menuPlaces,
        h('div', { class: 'coordinates' }, coordinates, item('location', 'Send', () => this.coordinates(coordinates)))));
  }

  offer(places) {
    this.menuPlaces.replaceChildren(...(places || []).map((p) =>
      h('button', { type: 'button', 'data-place': p.name, onclick: () => this.do('location', { lat: p.lat, lon: p.lon }) }, p.name)));
  }

  coordinates(input) {
    const [lat, lon] = input.value.split(/[\s,]+/).map(Number);
    if (!(Math.abs(lat) <= 90 && Math.abs(lon) <= 180)) return this.failed('Write latitude and longitude as two numbers');
    input.value = '';
    return this.do('location', { lat, lon });
  }
}
