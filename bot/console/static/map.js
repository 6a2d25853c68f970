// Shows a report's place on a map. What it shows stands beside it in words.
const place = document.getElementById("map");
if (place && window.L) {
  place.hidden = false;
  const at = [Number(place.dataset.lat), Number(place.dataset.lon)];
  const plain = document.createElement("span"); // attributions are taken as HTML: ours is text
  plain.textContent = place.dataset.by;
  const map = L.map(place, { scrollWheelZoom: false }).setView(at, 16);
  map.attributionControl.setPrefix(false);
  const tiles = L.tileLayer(place.dataset.tiles, { maxZoom: 19, attribution: plain.innerHTML, referrerPolicy: "origin" });
  let came = false;
  tiles.on("tileload", () => { came = true; });
  tiles.on("tileerror", () => {
    if (!came) place.hidden = true; // an empty frame tells nothing
  });
  tiles.addTo(map);
  L.circleMarker(at, { radius: 10, weight: 4, color: "#b3140a", fillColor: "#b3140a", fillOpacity: 0.35 }).addTo(map);
}
