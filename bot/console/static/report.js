// Shows what the resident will read while it is being typed, and puts ready
// answers in at once. Without this script two buttons do the same.
const form = document.querySelector("form[data-preview]");
if (form) {
  const words = form.elements.text;
  const place = document.getElementById("foreseen");
  const look = form.querySelector(".look");
  look.hidden = true;
  let timer = 0;
  let asked = null;

  // A button of the last preview is for words that were typed before: until
  // the next one is there it can't be pressed.
  const stale = () => {
    for (const button of place.querySelectorAll("button")) button.disabled = true;
  };

  const preview = async () => {
    asked?.abort();
    asked = new AbortController();
    const mine = asked;
    try {
      const answer = await fetch(form.dataset.preview, {
        method: "POST", body: new URLSearchParams(new FormData(form)), signal: mine.signal, redirect: "error",
      });
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (mine === asked) place.replaceChildren(...page.body.childNodes);
    } catch (problem) {
      if (problem.name === "AbortError") return;
      place.replaceChildren();
      look.hidden = false; // the way without a script says what is wrong
    }
  };

  const soon = () => {
    stale();
    clearTimeout(timer);
    timer = setTimeout(preview, 250);
  };
  form.addEventListener("input", (event) => {
    if (event.target.name !== "ready") soon();
  });

  const ready = form.elements.ready;
  if (ready) {
    form.querySelector("button[value=ready]").addEventListener("click", (event) => {
      event.preventDefault();
      if (!ready.value) return;
      words.value = (words.value.trim() + "\n" + ready.value).trim();
      ready.value = "";
      words.focus();
      const gap = words.value.match(/\[[^\]]*\]/);
      if (gap) words.setSelectionRange(gap.index, gap.index + gap[0].length);
      soon();
    });
  }
  if (words.value.trim() && !place.querySelector("button")) preview();
}
