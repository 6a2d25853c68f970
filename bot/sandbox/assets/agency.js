// An agency's phone: its group, and the private chat of each officer.
import { h, act, fullName } from './dom.js';
import { TelegramPhone } from './telegram.js';

export class AgencyPhone extends TelegramPhone {
  constructor(store, group) {
    const officer = h('select', { 'data-officer': true, 'aria-label': `Officer of ${group.agency || group.title}` },
      group.officers.map((o) => h('option', { value: o.id }, fullName(o))));
    const tab = (name, label) => h('button', { type: 'button', role: 'tab', 'data-tab': name, 'aria-selected': String(name === 'group') }, label);
    const tabs = h('div', { class: 'tabs' }, h('div', { class: 'tablist', role: 'tablist' }, tab('group', 'Group'), tab('private', 'Private')),
      h('label', { class: 'officer' }, h('span', {}, 'as'), officer));
    const controls = menu(group, (what, more) => act(this.key, what, more));
    super(store, { chat: group.id, user: group.officers[0]?.id ?? 0 }, {
      kind: 'agency', title: group.agency || group.title, subtitle: group.title, controls, tabs,
    });
    this.group = group;
    this.el.dataset.agency = group.agency || group.title;
    this.tab = 'group';
    this.officer = officer;
    this.tabs = tabs;
    officer.addEventListener('change', () => this.move());
    tabs.querySelectorAll('[data-tab]').forEach((b) => b.addEventListener('click', () => this.open(b.dataset.tab)));
    if (!group.officers.length) this.composer.el.hidden = true;
  }

  open(tab) {
    this.tab = tab;
    for (const b of this.tabs.querySelectorAll('[data-tab]')) b.setAttribute('aria-selected', String(b.dataset.tab === tab));
    this.move();
  }

  move() {
    const user = Number(this.officer.value);
    this.sit({ chat: this.tab === 'group' ? this.group.id : user, user });
    this.el.classList.toggle('private', this.tab !== 'group');
  }

  /** moved follows the group to a new id. */
  moved(group) {
    const id = this.group.id;
    this.group = group;
    if (id !== group.id && this.tab === 'group') this.move();
  }
}

function menu(group, doIt) {
  const item = (action, label, more) => h('button', { type: 'button', 'data-action': action, onclick: (e) => { e.currentTarget.closest('details').open = false; doIt(action, more?.()); } }, label);
  return h('details', { class: 'more' }, h('summary', { 'aria-label': `More for ${group.title}` }, h('span', { 'aria-hidden': 'true' }, '⋯')),
    h('div', { class: 'menu' },
      item('remove-bot', 'Remove the bot'), item('add-bot', 'Add the bot'),
      item('upgrade', 'Make it a supergroup', () => ({ number: -1002000000000 - Math.floor(Math.random() * 1e9) }))));
}
