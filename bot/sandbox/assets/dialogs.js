// The two sheets: adding a resident, and faults.
import { h, post, read, remove } from './dom.js';

const second = 1e9; // Go's durations are nanoseconds
const names = { telegram: 'Telegram', twilio: 'Twilio' };
const find = (selector) => document.querySelector(selector);

/** dialogs wires the sheets; added is called with a new phone's key. */
export function dialogs(added) {
  for (const opener of document.querySelectorAll('[data-open]')) {
    opener.addEventListener('click', () => {
      find(`[data-dialog="${opener.dataset.open}"]`).showModal();
      if (opener.dataset.open === 'faults') showFaults();
    });
  }
  for (const closer of document.querySelectorAll('[data-close]')) {
    closer.addEventListener('click', () => closer.closest('dialog').close());
  }
  resident(added);
  find('[data-fault-form]').addEventListener('submit', async (event) => {
    event.preventDefault();
    const { provider, kind, times } = Object.fromEntries(new FormData(event.target));
    const after = { slow: 3, 429: 5 }[kind] || 0;
    await post('faults', { provider, kind, times: Number(times), after: after * second });
    showFaults();
  });
  setInterval(showFaults, 3000);
  showFaults();
}

function resident(added) {
  const form = find('[data-resident-form]');
  const problem = form.querySelector('[data-problem]');
  form.addEventListener('change', () => {
    for (const field of form.querySelectorAll('[data-for]')) field.hidden = field.dataset.for !== form.network.value;
  });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const { network, name, number, language } = Object.fromEntries(new FormData(form));
    try {
      const answer = await post('residents', network === 'sms' ? { number } : { name, language });
      form.closest('dialog').close();
      form.reset();
      form.dispatchEvent(new Event('change'));
      problem.textContent = '';
      added(answer.phone);
    } catch (error) {
      problem.textContent = error.message.replace(/^sandbox: a/, 'A');
    }
  });
}

async function showFaults() {
  const list = await read('faults').catch(() => null) || [];
  const count = find('[data-fault-count]');
  count.hidden = list.length === 0;
  count.textContent = list.length;
  find('[data-fault-list]').replaceChildren(...list.map((f) => h('li', { 'data-fault': f.id },
    h('span', {}, `${names[f.provider] || 'Both'}: ${f.kind}${f.chat ? ' in one chat' : ''}, ${f.times ? `${f.times} to come` : 'until stopped'}`),
    h('button', { type: 'button', class: 'quiet', onclick: () => remove(`faults/${f.id}`).then(showFaults) }, 'Stop'))));
}
