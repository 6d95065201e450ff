"""A whole rehearsal, small: through the real system, the same every time, in the published form."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.rehearse import Name, load, rehearse

DOCS = Path(__file__).parent.parent.parent / "docs"
SMALL = ["--volunteers", "25", "--errands", "14", "--days", "14", "--seeds", "3"]


def told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *options: str) -> tuple[str, str, int]:
    monkeypatch.setattr(sys, "argv", ["handslag", "rehearse", *options])
    with pytest.raises(SystemExit) as left:
        main()
    out = capsys.readouterr()
    return out.out, out.err, int(left.value.code or 0)


def test_the_command_writes_the_published_form_and_the_same_every_time(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    schema = json.loads((DOCS / "rehearsal.schema.json").read_text(encoding="utf-8"))
    wanted = [*SMALL, "--policy", "ours,list"]

    first, err, code = told(capsys, monkeypatch, *wanted)

    assert (err, code) == ("", 0)
    assert told(capsys, monkeypatch, *wanted)[0] == first
    found = json.loads(first)
    assert [*found] == ["ours", "list"]
    assert schema["propertyNames"]["enum"] == [*Name]
    alone = json.loads(told(capsys, monkeypatch, *SMALL, "--policy", "list")[0])
    assert alone["list"] == found["list"], "beside others, in a process of its own, it is the same"
    published = schema["additionalProperties"]
    for figures in found.values():
        assert [*figures] == published["required"] == [*published["properties"]]
        assert all(value.keys() == {"mean", "spread"} for value in figures.values())
    assert found["ours"]["fill_rate"]["mean"] > 0.5
    assert found["ours"]["sms_parts_per_errand"]["mean"] > 3


def test_broadcast_asks_more_than_the_list() -> None:
    found = rehearse(load(), volunteers=40, errands=8, days=14, seeds=[1], policies=[Name.BROADCAST, Name.LIST])

    asks = {name: found[name]["asks_per_fill"]["mean"] for name in found}
    assert (asks["broadcast"] or 0) > 1.5 * (asks["list"] or 0) > 0


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--policy", "loudest"), "--policy: 'loudest' is none of all, ours, broadcast, list, phased7\n"),
        (("--seeds", "1;2"), "--seeds: '1;2' is not numbers with commas between\n"),
        (("--seeds", "1,2,1"), "--seeds: '1,2,1' has one of them twice\n"),
        (("--population", "nowhere.yml"), "nowhere.yml: No such file or directory\n"),
    ],
)
def test_bad_input_is_said_in_a_line(
    options: tuple[str, str], why: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told(capsys, monkeypatch, *options) == ("", why, 2)


def test_every_key_is_explained() -> None:
    schema = json.loads((DOCS / "rehearsal.schema.json").read_text(encoding="utf-8"))
    page = (DOCS / "rehearsal.md").read_text(encoding="utf-8")
    keys = schema["additionalProperties"]["required"]

    assert [key for key in keys if f"`{key}`" not in page and f"`{key[-4:]}`" not in page] == []
