// Keys and live news of the inbox. Everything works without them.
"use strict";

(() => {
  const list = () => document.getElementById("list");
  const rows = () => [...document.querySelectorAll("#list a.open")];

  // --- Keys. They are never taken from a field, and can be switched off: who
  // speaks to the computer, or tilts a switch, may type letters by accident.
  const keys = document.getElementById("keys");
  const on = document.getElementById("keys-on");
  const setting = "yousaid keys";
  const kept = (value) => {
    try {
      if (value !== undefined) localStorage.setItem(setting, value);
      return localStorage.getItem(setting);
    } catch {
      return null; // the browser keeps nothing
    }
  };

  const move = (by) => {
    const all = rows();
    const at = all.indexOf(document.activeElement);
    const to = at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by;
    if (!all[to]) return;
    all[to].focus();
    all[to].closest("tr").scrollIntoView({ block: "nearest" });
  };

  const onRow = () => rows().includes(document.activeElement);
  const inField = (at) => at.closest("input, textarea, select, [contenteditable]") !== null;

  const press = (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (inField(event.target)) return;
    const act = {
      j: () => move(1),
      k: () => move(-1),
      ArrowDown: onRow() && (() => move(1)), // elsewhere arrows scroll
      ArrowUp: onRow() && (() => move(-1)),
      "/": () => document.getElementById("search").select(),
      "?": () => {
        keys.open = !keys.open;
        if (keys.open) keys.querySelector("summary").focus();
      },
    }[event.key];
    if (!act || !(on.checked || event.key.startsWith("Arrow"))) return;
    event.preventDefault();
    act();
  };

  if (keys) {
    keys.hidden = false;
    on.checked = kept() !== "off";
    on.addEventListener("change", () => kept(on.checked ? "on" : "off"));
    document.addEventListener("keydown", press);
  }

  // --- News. The stream says only that a list may have changed; the list is
  // fetched then, and shown where nobody is in the middle of it.
  const news = document.getElementById("news");
  if (!news || !list() || !window.EventSource || !window.fetch) return;

  let stream = null;
  let asking = false;
  let again = false;
  let out = false; // signed out: nothing is listened to any more
  let waiting = null; // the new list, until somebody wants it

  const say = (text, button) => {
    news.replaceChildren();
    if (!text) return;
    const line = document.createElement("p");
    line.append(text);
    if (button) line.append(" ", button);
    news.append(line);
  };

  const busy = () => {
    const at = document.activeElement;
    const within = at && at !== document.body && at.id !== "main";
    return within || window.scrollY > 200 || !window.getSelection().isCollapsed;
  };

  const show = () => {
    if (!waiting) return;
    list().replaceWith(waiting);
    waiting = null;
    say("");
  };

  const offer = () => {
    if (news.querySelector("button")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "second";
    button.textContent = "Show";
    button.addEventListener("click", () => {
      show();
      const first = rows()[0];
      if (first) first.focus();
    });
    const known = new Set(rows().map((row) => row.textContent));
    const more = [...waiting.querySelectorAll("a.open")].some((row) => !known.has(row.textContent));
    say(more ? "New reports." : "The list has changed.", button);
  };

  // What a list shows, but for how long ago that was.
  const shows = (at) => {
    const copy = at.cloneNode(true);
    for (const time of copy.querySelectorAll("time")) time.textContent = "";
    return copy.innerHTML;
  };

  const fetchList = async () => {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    try {
      const answer = await fetch(list().dataset.fresh, { credentials: "same-origin", redirect: "error" });
      if (answer.status === 401) return signedOut();
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("list");
      if (!fresh) return;
      if (shows(fresh) === shows(list())) {
        waiting = null;
        say("");
        return;
      }
      waiting = document.importNode(fresh, true);
      if (busy()) offer();
      else show();
    } catch {
      // The network is away; the stream comes back by itself and asks again.
    } finally {
      asking = false;
      if (again) {
        again = false;
        setTimeout(fetchList, 2000);
      }
    }
  };

  const hush = () => {
    if (stream) stream.close();
    stream = null;
  };

  const signedOut = () => {
    hush();
    out = true;
    say("You have been signed out. Load the page again to sign in.");
  };

  // A lost connection comes back by itself; a refused one doesn't.
  const refused = () => {
    if (!stream || stream.readyState !== EventSource.CLOSED) return;
    hush();
    setTimeout(() => fetchList().then(listen), 10000);
  };

  // A page that nobody looks at doesn't listen: a browser has few connections
  // for all its tabs.
  const listen = () => {
    if (stream || out || document.hidden) return;
    stream = new EventSource(list().dataset.live);
    stream.addEventListener("inbox", fetchList);
    stream.addEventListener("over", signedOut);
    stream.addEventListener("open", fetchList); // what came while nobody listened
    stream.addEventListener("error", refused);
  };

  document.addEventListener("visibilitychange", () => (document.hidden ? hush() : listen()));
  window.addEventListener("pagehide", hush);
  window.addEventListener("pageshow", listen);
  listen();
})();
