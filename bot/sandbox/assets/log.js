// A chat's log: bubbles are only replaced when they change, so that focus and
// scrolling stay.

export class Log {
  constructor(el) {
    this.el = el;
    this.shown = new Map(); // id → { hash, el }
  }

  clear() {
    this.shown.clear();
    this.el.replaceChildren();
  }

  /** show renders items, each with an id, by make. */
  show(items, idOf, make) {
    const el = this.el;
    const atEnd = el.scrollHeight - el.scrollTop - el.clientHeight < 80;
    let grew = false;
    for (const item of items) {
      const id = String(idOf(item));
      const hash = JSON.stringify(item);
      const old = this.shown.get(id);
      if (old?.hash === hash) continue;
      const fresh = make(item);
      if (old) old.el.replaceWith(fresh);
      else {
        el.append(fresh);
        grew = true;
      }
      this.shown.set(id, { hash, el: fresh });
    }
    if (grew && atEnd || this.first !== false) el.scrollTop = el.scrollHeight;
    this.first = false;
  }
}
