// Small improvements. Every page and form works without this file.
"use strict";
(() => {
  const plain = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
  const double = "^{}\\[~]|€\f";

  // How many characters the networks count, and how many parts they make of them.
  function measured(text) {
    let length = 0;
    for (const letter of text) {
      if (!plain.includes(letter) && !double.includes(letter)) return parts(text.length, 70, 67);
      length += double.includes(letter) ? 2 : 1;
    }
    return parts(length, 160, 153);
  }
  const parts = (length, one, each) => ({ length, parts: length <= one ? 1 : Math.ceil(length / each) });

  function count(area) {
    let under = document.getElementById(area.id + "-sms");
    if (!under) {
      under = Object.assign(document.createElement("p"), { id: area.id + "-sms", className: "ds-paragraph hint" });
      area.after(under);
    }
    const { length, parts } = measured(area.value);
    under.textContent = length ? `${length} tegn, ${parts} SMS` : "";
  }

  const improve = () => document.querySelectorAll("textarea[data-sms]").forEach(count);

  document.addEventListener("input", (event) => { if (event.target.matches("textarea[data-sms]")) count(event.target); });
  document.addEventListener("htmx:after:swap", improve);

  // What htmx has sent is cleared away at once, so that one may type on while the answer is on its way.
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented && event.target.matches("[data-clears]")) event.target.reset();
  });

  // What someone has opened stays open when the page is fetched anew, and the menu as it was.
  const KEPT = "details[open][id], .menu details[id]";
  let folded = [];
  document.addEventListener("htmx:before:swap", () => {
    folded = [...document.querySelectorAll(KEPT)].map((one) => [one.id, one.open]);
  });
  document.addEventListener("htmx:after:swap", () => {
    for (const [id, open] of folded) document.getElementById(id)?.toggleAttribute("open", open);
  });

  // When what had the focus is gone after a swap, what it stood in gets it, not the top of the page.
  let around = [];
  document.addEventListener("htmx:before:swap", () => {
    around = [];
    for (let one = document.activeElement; one; one = one.parentElement) if (one.id) around.push(one.id);
  });
  document.addEventListener("htmx:after:swap", () => {
    for (const id of around) if (document.activeElement === document.body) document.getElementById(id)?.focus();
  });

  // Escape closes what asks before something is done.
  document.addEventListener("keydown", (event) => {
    const asked = event.key === "Escape" && event.target.closest("details.ask-first[open], .thin > details[open]");
    if (asked) asked.open = false, asked.querySelector("summary").focus();
  });
  // So long may what was done be taken back.
  const undo = document.querySelector("[data-undo]");
  const ends = undo && Date.now() + undo.dataset.undo * 1000;
  const tick = undo && setInterval(() => {
    const left = Math.ceil((ends - Date.now()) / 1000);
    if (left > 0) return void (undo.querySelector("span").textContent = left);
    clearInterval(tick);
    undo.remove();
  }, 500);
  improve();
})();
