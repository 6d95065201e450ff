"""The lists of phrases say what they mean: a set that is named is a set that is written down."""

from __future__ import annotations

import re

import pytest

from bot.nlu.phrases import read_sections

WRITTEN_ELSEWHERE = {"@navn", "@nevnt", "@mottaker", "@slag"}


@pytest.mark.parametrize("name", ["answers.txt", "danger.txt", "commands.txt"])
def test_no_set_is_named_that_is_not_written_down(name: str) -> None:
    sections = read_sections(name)
    written = {line.split(" = ")[0] for line in sections.pop("words")}
    named = {part for lines in sections.values() for line in lines for part in re.findall(r"@\w+", line)}

    assert named - written - WRITTEN_ELSEWHERE == set()
