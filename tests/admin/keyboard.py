"""A hand on the Tab key: where it comes on a page, and whether one sees where it is."""

from __future__ import annotations

from playwright.sync_api import Page

WATCH = """part => {
  const shown = e => e.checkVisibility({visibilityProperty: true}) && !e.disabled && e.type !== "hidden";
  const one = e => e.type === "radio" ? document.querySelector(`[type=radio][name="${e.name}"]`) : e;
  const ring = s => s.outlineStyle === "solid" && parseFloat(s.outlineWidth) >= 2;
  const around = e => [e, e.closest(".ds-field") ?? e].map(it => getComputedStyle(it));
  const ringed = e => e.matches(".ds-skip-link") || around(e).some(ring);
  const middle = (low, high, most) => (Math.max(low, 0) + Math.min(high, most)) / 2;
  const inSight = (e, {left, right, top: over, bottom}) => {
    const top = document.elementFromPoint(middle(left, right, innerWidth), middle(over, bottom, innerHeight));
    return top !== null && (e.contains(top) || top.contains(e));
  };
  const all = document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']");
  window.order = [...new Set([...all].filter(e => shown(e) && e.closest(part)).map(one))];
  window.named = at => order[at]?.outerHTML.replace(/\\s+/g, " ").slice(0, 140) ?? "the page itself";
  window.stops = [];
  window.unseen = new Set();
  addEventListener("keyup", event => {
    if (event.key !== "Tab") return;
    const e = document.activeElement;
    stops.push(order.indexOf(one(e)));
    if (!ringed(e) || !inSight(e, e.getClientRects()[0])) unseen.add(stops.at(-1));
  });
  return order.length;
}"""
OUT_OF_TURN = """[...document.querySelectorAll("[tabindex]")].filter(e => e.tabIndex > 0)
  .map(e => e.outerHTML.slice(0, 140))"""
FOR_THE_MOUSE = """[...document.querySelectorAll("body *")]
  .filter(e => e.checkVisibility() && getComputedStyle(e).cursor === "pointer")
  .filter(e => !e.closest("a, button, input, select, textarea, summary, label, option"))
  .map(e => e.outerHTML.slice(0, 140))"""


def walked(page: Page, part: str = "main") -> list[str]:
    """What is wrong when one goes through a part of a page with Tab, back with Shift and Tab, and out."""
    many = page.evaluate(WATCH, part)
    if part == "main":
        page.focus(part)
    for _ in range(many):
        page.keyboard.press("Tab")
    for _ in range(many):
        page.keyboard.press("Shift+Tab")
    there = [*range(many), *range(many - 2, -1, -1)]
    stops, unseen = page.evaluate("[stops, [...unseen].filter(at => at >= 0)]")
    passed, left = stops[: len(there)], stops[len(there) :] != [0]

    def name(at: int) -> str:
        return str(page.evaluate("at => named(at)", at))

    return [
        *(f"not reached: {name(at)}" for at in sorted({*there} - {*passed})),
        *(f"from {name(due)} the way led to {name(at)}" for at, due in zip(passed, there, strict=True) if at != due),
        *(f"not seen: {name(at)}" for at in unseen),
        *(f"out of turn: {html}" for html in page.evaluate(OUT_OF_TURN)),
        *(f"for the mouse alone: {html}" for html in page.evaluate(FOR_THE_MOUSE)),
        *([] if left else [f"no way out of {name(0)}"]),
    ]


def focused(page: Page) -> str:
    """The id of what has the focus, or its words when it has none."""
    return str(page.evaluate("document.activeElement.id || document.activeElement.innerText"))


def tab_to(page: Page, words: str, key: str = "Tab") -> None:
    """Press until what begins with the words has the focus."""
    for _ in range(120):
        page.keyboard.press(key)
        if page.evaluate("words => document.activeElement.innerText?.startsWith(words)", words):
            return
    raise AssertionError(f"{words} was not reached")
