// One key each for what is done all day. Never where one types, and not at all for who has switched them off.
"use strict";
(() => {
  const SETTING = "handslag-taster", ROWS = "main :is(tbody tr, .need, .group > summary, .waiting li, ul.people > li)";
  const TYPES = "input:not([type=checkbox]), textarea, select, [contenteditable]";
  const list = document.getElementById("keys");
  const on = () => { try { return localStorage.getItem(SETTING) !== "off"; } catch { return true; } };

  const rows = () => [...document.querySelectorAll(ROWS)].filter((row) => row.checkVisibility?.() ?? true);
  const here = () => document.activeElement.closest(ROWS);
  const handle = (row) => row.matches("summary") ? row : row.querySelector(".buttons :is(a, button)") ?? row.querySelector("a[href], button");

  function move(by) {
    const all = rows(), at = all.indexOf(here());
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
    if (!next) return;
    handle(next)?.focus();
    next.scrollIntoView({ block: "nearest" });
  }
  function search() {
    const field = document.querySelector("main input[type=search]");
    if (field) field.focus(), field.select();
    else if (document.querySelector('.menu a[href="/oppgaver"]')) location.assign("/oppgaver#q");
  }
  const acts = {
    "/": search,
    n: () => { if (document.querySelector('.menu a[href="/oppgaver"]')) location.assign("/oppgaver/ny#f-recipient"); },
    j: () => move(1),
    k: () => move(-1),
    x: () => here()?.querySelector("input[type=checkbox]")?.click(),
    e: () => here()?.querySelector("[data-done]")?.click(),
    "?": () => { list?.showModal(); list?.querySelector("form button").focus(); },
  };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.repeat && "xe".includes(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest(TYPES) || document.querySelector("dialog[open]") || !Object.hasOwn(acts, event.key) || !on()) return;
    event.preventDefault();
    acts[event.key]();
  });

  // How many rows are chosen; they are so still when the list has been fetched anew.
  const boxes = () => [...document.querySelectorAll("[form=together][type=checkbox]")];
  function count() {
    const bar = document.getElementById("together"), many = boxes().filter((box) => box.checked).length;
    if (!bar) return;
    bar.hidden = !many;
    bar.querySelector("[data-chosen]").textContent = many === 1 ? "1 valgt" : `${many} valgt`;
  }
  let kept = [];
  document.addEventListener("change", (event) => { if (event.target.matches("[form=together]")) count(); });
  document.addEventListener("htmx:before:swap", () => { kept = boxes().filter((box) => box.checked).map((box) => box.value); });
  document.addEventListener("htmx:after:swap", () => { for (const box of boxes()) box.checked = kept.includes(box.value); count(); });
  count();

  // In an empty answer / fetches one that is ready; it is put in the field, to be changed before it is sent.
  const ready = () => [...document.querySelectorAll("[data-canned]")];
  function enter(frames) {  // what is being folded out takes no focus until it is drawn
    ready()[0]?.focus();
    if (frames && document.activeElement !== ready()[0]) requestAnimationFrame(() => enter(frames - 1));
  }
  document.addEventListener("keydown", (event) => {
    const at = ready().indexOf(event.target), list = document.getElementById("canned"), field = document.getElementById("f-text");
    if (event.key === "/" && event.target === field && !field.value && list && !list.open && on()) {
      event.preventDefault();
      list.open = true;
      enter(60);
    } else if (at >= 0 && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      ready()[at + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
    } else if (at >= 0 && event.key === "Escape") {
      list.open = false;
      field?.focus();
    }
  });
  document.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-canned]"), field = document.getElementById("f-text");
    if (!chosen || !field) return;
    event.preventDefault();
    field.value = [field.value.trim(), chosen.textContent].filter(Boolean).join(" ");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    document.getElementById("canned").open = false;
    field.focus();
  });

  for (const box of document.querySelectorAll("[data-keys-on]")) {
    box.closest("[hidden]").hidden = false;
    box.checked = on();
    box.addEventListener("change", () => {
      localStorage.setItem(SETTING, box.checked ? "on" : "off");
      for (const other of document.querySelectorAll("[data-keys-on]")) other.checked = box.checked;
    });
  }
})();
