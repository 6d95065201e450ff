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
    n: () => { if (document.querySelector('.menu a[href="/oppgaver"]')) location.assign("/oppgaver/ny"); },
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

  for (const box of document.querySelectorAll("[data-keys-on]")) {
    box.closest("[hidden]").hidden = false;
    box.checked = on();
    box.addEventListener("change", () => {
      localStorage.setItem(SETTING, box.checked ? "on" : "off");
      for (const other of document.querySelectorAll("[data-keys-on]")) other.checked = box.checked;
    });
  }
})();
