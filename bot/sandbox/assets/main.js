// The page: it listens to the sandbox and keeps the phones up to date.
import { h } from './dom.js';
import { AgencyPhone } from './agency.js';
import { dialogs } from './dialogs.js';
import { SMSPhone } from './sms.js';
import { residentPhone } from './telegram.js';

const store = { world: { places: [] }, chats: new Map(), texts: new Map() };
const phones = new Map(); // fixed key → phone
const chips = new Map(); // agency's first group id → { el, seen }
const find = (selector) => document.querySelector(selector);

function add(key, pane, make) {
  if (phones.has(key)) return phones.get(key);
  const phone = make();
  phones.set(key, phone);
  pane.append(phone.el);
  return phone;
}

function showWorld(world) {
  store.world = world;
  const residents = find('[data-residents]');
  const telegram = (user) => add(`t${user.id}`, residents, () => residentPhone(store, user));
  const sms = (number) => add(`s${number}`, residents, () => new SMSPhone(store, number));
  // One of each network first, so that both are in view.
  (world.residents || []).slice(0, 1).forEach(telegram);
  (world.phones || []).slice(0, 1).forEach(sms);
  (world.residents || []).slice(1).forEach(telegram);
  (world.phones || []).slice(1).forEach(sms);
  (world.groups || []).forEach((group, i) => {
    add(`g${i}`, find('[data-agencies]'), () => new AgencyPhone(store, group)).moved(group);
    chip(i, group);
  });
}

/** chip leads to an agency's phone and counts what came while it was out of view. */
function chip(i, group) {
  if (chips.has(i)) return;
  const count = h('span', { class: 'count', hidden: true });
  const phone = phones.get(`g${i}`);
  const el = h('button', { type: 'button', class: 'chip', onclick: () => phone.el.scrollIntoView({ inline: 'start', block: 'nearest', behavior: 'smooth' }) }, group.agency || group.title, count);
  find('[data-chips]').append(el);
  const state = { count, seen: 0, visible: false, phone };
  new IntersectionObserver(([entry]) => {
    state.visible = entry.isIntersecting;
    unread(state);
  }, { threshold: 0.6 }).observe(phone.el);
  chips.set(i, state);
}

function unread(state) {
  const bubbles = store.chats.get(state.phone.group.id)?.bubbles || [];
  const fromBot = bubbles.filter((b) => b.from_bot && !b.deleted);
  if (state.visible && state.phone.tab === 'group') state.seen = fromBot.at(-1)?.message_id || state.seen;
  const news = fromBot.filter((b) => b.message_id > state.seen).length;
  state.count.hidden = news === 0;
  state.count.textContent = news;
  state.count.setAttribute('aria-label', `${news} new`);
}

function listen() {
  const source = new EventSource('events');
  const link = find('[data-link]');
  const on = (name, run) => source.addEventListener(name, (e) => run(JSON.parse(e.data)));
  source.onopen = () => { link.textContent = 'Live'; link.dataset.link = 'live'; };
  source.onerror = () => { link.textContent = 'Connecting'; link.dataset.link = 'lost'; };
  on('world', showWorld);
  on('chat', (view) => {
    store.chats.set(view.id, view);
    for (const phone of phones.values()) if (phone.seat?.chat === view.id) phone.update();
    for (const state of chips.values()) if (state.phone.group.id === view.id) unread(state);
  });
  on('sms', (view) => {
    store.texts.set(view.number, view);
    phones.get(`s${view.number}`)?.update();
  });
  on('toast', (t) => { for (const phone of phones.values()) phone.told(t); });
}

function theme() {
  const root = document.documentElement;
  root.dataset.theme = localStorage.getItem('theme') || '';
  find('[data-theme-switch]').addEventListener('click', () => {
    const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = dark ? 'light' : 'dark';
    localStorage.setItem('theme', root.dataset.theme);
  });
}

theme();
dialogs((key) => setTimeout(() => find(`[data-phone="${CSS.escape(key)}"]`)?.scrollIntoView({ inline: 'center', block: 'nearest', behavior: 'smooth' }), 150));
listen();
document.addEventListener('click', (event) => {
  for (const open of document.querySelectorAll('details[open]')) if (!open.contains(event.target)) open.open = false;
});
