"use strict";
// The columns of a wide file: those whose name or wording holds what is typed; without this file all of them are shown.
(function () {
  const place = document.querySelector("[data-columns-search]");
  if (!place) return;
  const field = place.querySelector("input");
  const found = place.querySelector("[data-columns-found]");
  const rows = Array.from(document.querySelectorAll("tr[data-column]"));
  const folded = Array.from(document.querySelectorAll("details[data-columns-kept], table.columns details"));
  const open = folded.map(function (one) { return one.open; });
  place.hidden = false;
  function look() {
    const words = field.value.trim().toLowerCase();
    let count = 0;
    rows.forEach(function (row) {
      const inside = row.querySelectorAll("tr[data-column]");
      const names = [row].concat(Array.from(inside)).map(function (one) { return one.dataset.column.toLowerCase(); });
      const fits = !words || names.some(function (name) { return name.includes(words); });
      row.hidden = !fits;
      if (fits && !inside.length) count += 1;
    });
    folded.forEach(function (one, place) {
      one.open = words ? Boolean(one.querySelector("tr[data-column]:not([hidden])")) : open[place];
    });
    found.textContent = words ? String(count) : "";
  }
  field.addEventListener("input", look);
  field.addEventListener("keydown", function (event) {
    if (event.key === "Enter") event.preventDefault();
  });
})();
