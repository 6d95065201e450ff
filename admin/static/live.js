// Open pages fetch what has changed at once. One tab listens for all: a browser has room for few connections.
"use strict";
(() => {
  const address = document.body.dataset.live;
  if (!address) return;
  const SILENT = 40_000, ANYWAY = 15_000;
  const others = window.BroadcastChannel && new BroadcastChannel("handslag");
  let last = "", heard = 0, missed = false;

  function fetch_(topics) {
    if (document.hidden) return void (missed = true);
    for (const piece of document.querySelectorAll("[data-topics]"))
      if (!topics || piece.dataset.topics.split(" ").some((one) => topics.includes(one))) piece.dispatchEvent(new CustomEvent("live"));
  }
  document.addEventListener("visibilitychange", () => { if (missed && !document.hidden) missed = false, fetch_(); });
  function take(news) {
    heard = Date.now();
    last = news.id || last;
    if (news.topics) fetch_(news.topics.split(" "));
  }
  function tell(news) {
    take(news);
    others?.postMessage(news);
  }
  function listen() {
    const source = new EventSource(last ? `${address}?etter=${last}` : address);
    source.onopen = () => tell({});
    source.addEventListener("here", (event) => tell({ id: event.lastEventId }));
    source.addEventListener("changed", (event) => tell({ id: event.lastEventId, topics: event.data }));
    source.onerror = () => { if (source.readyState === EventSource.CLOSED) setTimeout(listen, ANYWAY); };
  }
  if (others) others.onmessage = (event) => take(event.data);
  navigator.locks?.request("handslag", () => new Promise(listen));

  // Where nobody can listen, or what is said does not come through, each page asks by itself.
  setInterval(() => { if (Date.now() - heard > SILENT) fetch_(); }, ANYWAY);
})();
