// A phone that texts.
import { smsBubble } from './bubble.js';
import { Composer } from './composer.js';
import { frame, toast } from './frame.js';
import { Log } from './log.js';

/** spaced writes a British mobile number as people read it. */
const spaced = (number) => number.replace(/^(\+44)(7\d{3})(\d{6})$/, '$1 $2 $3');

export class SMSPhone {
  constructor(store, number) {
    this.store = store;
    this.number = number;
    this.parts = frame({ kind: 'sms', title: spaced(number), mark: 'SMS', subtitle: `Texts, with ${spaced(store.world.number)}` });
    this.el = this.parts.el;
    this.el.dataset.phone = this.key;
    this.log = new Log(this.parts.log);
    this.composer = new Composer({
      phone: () => this.key, label: `Text as ${number}`, telegram: false,
      failed: (text) => toast(this.parts.over, text, false),
    });
    this.composer.input.placeholder = 'Text message';
    this.parts.bottom.append(this.composer.el);
    this.update();
  }

  get key() { return `sms:${this.number}`; }

  update() {
    const view = this.store.texts.get(this.number);
    if (!view) return;
    this.log.show(view.messages, (m) => m.sid, smsBubble);
    this.el.classList.toggle('empty', view.messages.length === 0);
    this.parts.under.textContent = view.stopped ? 'Has sent STOP: Twilio blocks texts' : `Texts, with ${spaced(this.store.world.number)}`;
    this.el.toggleAttribute('data-stopped', view.stopped);
  }

  told() {}
}
