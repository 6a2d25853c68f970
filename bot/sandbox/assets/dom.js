// Small helpers: making elements and talking to the sandbox.

/** h makes an element; a property that starts with "on" is a listener. */
export function h(tag, props = {}, ...children) {
  const el = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) el.addEventListener(name.slice(2), value);
    else el.setAttribute(name, value === true ? '' : value);
  }
  el.append(...children.flat().filter((c) => c !== null && c !== undefined && c !== false));
  return el;
}

async function send(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: { 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (response.status === 204) return {};
  const answer = await response.json().catch(() => ({ error: 'The sandbox did not understand.' }));
  if (!response.ok) throw new Error(answer.error || 'The sandbox refused.');
  return answer;
}

export const post = (path, body) => send('POST', path, body);
export const remove = (path) => send('DELETE', path);
export const read = (path) => fetch(path).then((r) => r.json());

/** act does something with a phone. */
export const act = (phone, what, more = {}) => post('act', { phone, do: what, ...more });

export const clockTime = (seconds) =>
  new Date(seconds * 1000).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });

export const initials = (name) =>
  name.split(/\s+/).filter(Boolean).slice(0, 2).map((w) => [...w][0].toUpperCase()).join('');

/** hue gives a name its own steady colour class, 0 to 6. */
export const hue = (name) => [...name].reduce((sum, c) => sum + c.codePointAt(0), 0) % 7;

export const fullName = (user) => [user.first_name, user.last_name].filter(Boolean).join(' ');

/** base64 reads a file for an act. */
export async function base64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(text);
}
