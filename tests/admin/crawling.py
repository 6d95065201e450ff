"""A visitor who opens every link and reads every form of the panel, and can fill them in with other numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from starlette.testclient import TestClient

Fields = Mapping[str, tuple[str, ...]]
"""What each field of a form may be sent with, as the page offers it."""
DAY = re.compile(r"\d{4}-\d\d-\d\d")
DAYS = 13
"""So many of the addresses that differ only in their day are opened: a calendar goes on for ten years."""


@dataclass(frozen=True)
class Form:
    """One form: where it goes, how, and with what."""

    action: str
    method: str
    fields: tuple[tuple[str, tuple[str, ...]], ...]

    def as_shown(self) -> dict[str, str]:
        return {name: values[0] if values else "noe" for name, values in self.fields}


@dataclass
class Reader(HTMLParser):
    """Takes links and forms out of one page."""

    at: str
    links: list[str] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    _action: str | None = None
    _method: str = "get"
    _fields: dict[str, list[str]] = field(default_factory=dict)
    _select: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.append(urljoin(self.at, given["href"]))
        elif tag == "form":
            self._action = urljoin(self.at, given.get("action", ""))
            self._method, self._fields = given.get("method", "get"), {}
        elif tag == "option" and self._select and given.get("value"):
            self._fields[self._select].append(given["value"])
        elif tag in ("input", "textarea", "select", "button") and given.get("name"):
            self._select = given["name"] if tag == "select" else ""
            self._fields.setdefault(given["name"], []).extend(filter(None, [given.get("value", "")]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._action is not None:
            fields = tuple((name, tuple(values)) for name, values in self._fields.items())
            self.forms.append(Form(self._action, self._method, fields))
            self._action = None


def pages(client: TestClient) -> Iterator[tuple[str, str, Reader]]:
    """Every page one can come to by links from the first one: its address, its text and what stands there."""
    seen, waiting, days = {"/"}, ["/"], Counter[str]()
    while waiting:
        at = waiting.pop()
        answer = client.get(at, follow_redirects=True)
        read = Reader(at)
        if answer.headers.get("content-type", "").startswith("text/html"):
            read.feed(answer.text)
        yield at, answer.text, read
        for link in read.links:
            parts = urlsplit(link)
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            if not parts.netloc and path.startswith("/") and path not in seen:
                seen.add(path)
                days[alike := DAY.sub("day", path)] += 1
                if days[alike] <= DAYS or not DAY.search(path):
                    waiting.append(path)


def with_numbers(address: str, number: int) -> Iterator[str]:
    """The address with each number in it in turn made another, in its path and in its question."""
    for found in re.finditer(r"(?<=[/=])\d+(?=$|[/?&])", address):
        yield f"{address[: found.start()]}{number}{address[found.end() :]}"


def filled_otherwise(form: Form, number: int) -> Iterator[dict[str, str]]:
    """The form as it stands, but for one field that held a number."""
    for name, values in form.fields:
        if any(value.isdigit() for value in values):
            yield form.as_shown() | {name: str(number)}
