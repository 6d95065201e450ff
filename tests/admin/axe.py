"""axe-core on a page: everything it knows of WCAG 2.0 to 2.2, A and AA, and best practice."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
LOOKS = """rules => axe.run({runOnly: rules, resultTypes: ["violations"]}).then(found => (
  {violations: found.violations, passes: found.passes.map(rule => ({id: rule.id, tags: rule.tags}))}))"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def findings(page: Page) -> list[str]:
    """What axe has against the page: the rule and where, a line for each."""
    return looked(page)[0]


def looked(page: Page) -> tuple[list[str], dict[str, list[str]]]:
    """What axe has against the page, and the rules it found something to try on, with their tags."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE)
    found = page.evaluate(LOOKS, RULES)
    against = [f"{rule['id']}: {node['html'][:160]}" for rule in found["violations"] for node in rule["nodes"]]
    return against, {rule["id"]: rule["tags"] for rule in found["passes"]}
