// Passkeys: carries what the server asks to the browser, and what the browser answers back. Without it there are passwords.
"use strict";
(() => {
  const can = window.PublicKeyCredential && PublicKeyCredential.parseRequestOptionsFromJSON;
  if (!can) return;

  const post = (address, body) => fetch(address, { method: "POST", headers: { "Content-Type": "application/json" }, body });

  function say(part, words) {
    const alert = part.querySelector("[role=alert]");
    alert.textContent = words;
    alert.classList.toggle("ds-validation-message", words !== "");
  }

  async function asked(part) {
    const { passkey: address, makes, after } = part.dataset;
    const question = await post(address + "/start");
    if (question.redirected) return location.assign(question.url);
    const options = await question.json();
    const credential = makes
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
    const answer = await post(address + (after ? "?neste=" + encodeURIComponent(after) : ""), JSON.stringify(credential.toJSON()));
    const { go, said } = await answer.json();
    if (go) return location.assign(go);
    say(part, said);
  }

  for (const part of document.querySelectorAll("[data-passkey]")) {
    part.hidden = false;
    part.querySelector("button").addEventListener("click", () => {
      say(part, "");
      asked(part).catch(() => say(part, part.dataset.failed));
    });
  }
})();
