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
    under.textContent = `${length} tegn, ${parts} SMS`;
  }

  function improve() {
    document.querySelectorAll("textarea[data-sms]").forEach(count);
    document.querySelectorAll("[data-newest-last]").forEach((talk) => { talk.scrollTop = talk.scrollHeight; });
  }

  document.addEventListener("input", (event) => { if (event.target.matches("textarea[data-sms]")) count(event.target); });
  document.addEventListener("htmx:after:swap", improve);

  // What was sent is cleared away when the answer is there; a page that is loaded anew has cleared it already.
  let sent = null;
  document.addEventListener("submit", (event) => { if (event.target.matches("[data-clears]")) sent = event.target; });
  document.addEventListener("htmx:after:swap", () => { if (sent) sent.reset(); sent = null; });
  improve();
})();
