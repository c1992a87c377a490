"use strict";
// The chosen question is answered by a key: s same person, d different people.
(function () {
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const answers = { s: "[data-same]", d: "[data-different]" };
    if (!(event.key in answers)) return;
    const button = document.querySelector("[data-item][data-selected] " + answers[event.key]);
    if (button) button.click();
  });
})();
