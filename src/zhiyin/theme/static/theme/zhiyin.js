"use strict";
// The few things that a page cannot do without a script; everything else works when this file does not load.
(function () {
  document.addEventListener("click", function (event) {
    const dismiss = event.target.closest("[data-dismiss]");
    if (dismiss) dismiss.parentElement.remove();
    // one filter menu at a time
    document.querySelectorAll("details.pill[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  document.addEventListener("change", function (event) {
    const form = event.target.closest("form[data-submit-on-change]");
    if (form) form.requestSubmit();
  });
  // lists: j and k move, Enter opens, / goes to the search field
  function items() { return Array.from(document.querySelectorAll("[data-item]")); }
  function select(step) {
    const all = items();
    if (!all.length) return;
    const now = all.findIndex(function (item) { return item.hasAttribute("data-selected"); });
    const next = all[Math.max(0, Math.min(all.length - 1, now + step))];
    all.forEach(function (item) { item.removeAttribute("data-selected"); });
    next.setAttribute("data-selected", "");
    next.scrollIntoView({ block: "nearest" });
  }
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      document.querySelectorAll("details.pill[open]").forEach(function (menu) { menu.open = false; });
      if (document.activeElement) document.activeElement.blur();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.key === "j") select(1);
    else if (event.key === "k") select(-1);
    else if (event.key === "Enter") {
      const chosen = document.querySelector("[data-item][data-selected] a[href]");
      if (chosen && document.activeElement === document.body) chosen.click();
    } else if (event.key === "/") {
      const field = document.querySelector("[data-search]");
      if (field) { event.preventDefault(); field.focus(); field.select(); }
    } else {
      // what the chosen item offers by a key of its own
      const offers = Array.from(document.querySelectorAll("[data-item][data-selected] [data-key]"));
      const offered = offers.find(function (button) { return button.dataset.key === event.key; });
      if (offered) offered.click();
    }
  });
})();
