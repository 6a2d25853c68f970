// Shows how far an update has come while somebody looks. Without this script the
// page says it when it is loaded anew.
const place = document.querySelector("[data-stream]");
if (place) {
  const stream = new EventSource(place.dataset.stream);
  const show = (event) => {
    const page = new DOMParser().parseFromString(event.data, "text/html");
    place.replaceChildren(...page.body.childNodes);
  };
  stream.addEventListener("progress", show);
  stream.addEventListener("through", (event) => {
    show(event);
    stream.close();
  });
  stream.addEventListener("over", () => stream.close());
}
