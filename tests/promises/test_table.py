"""The page about the promises names what there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.promises.table import PAGE, PLANTED, ROOT, Promise, page, promises, without_figures

EACH = pytest.mark.parametrize("promise", promises(), ids=lambda promise: str(promise.number))
KEPT_HERE = {*range(1, 18), *range(19, 24)}
LEAST_PLANTED = 12


def test_every_promise_has_its_file() -> None:
    assert {promise.number for promise in promises()} == KEPT_HERE


def test_the_page_is_made_of_the_tests_there_are() -> None:
    assert without_figures(PAGE.read_text(encoding="utf-8")) == without_figures(page({}))


@EACH
def test_every_promise_is_seen_to_fail(promise: Promise) -> None:
    assert [test for test in promise.tests if test.startswith(PLANTED)]
    assert [test for test in promise.tests if not test.startswith(PLANTED)]


@EACH
def test_what_else_belongs_to_it_is_there(promise: Promise) -> None:
    assert [also for also in promise.also if not Path(ROOT, also).is_file()] == []


def test_many_defects_are_planted() -> None:
    assert sum(test.startswith(PLANTED) for promise in promises() for test in promise.tests) >= LEAST_PLANTED
