"""A population is read as it is written down; what is wrong with one is said in a line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from bot.errors import SetupError
from bot.rehearse import OURS, Population, load

ROOT = Path(__file__).parent.parent.parent
SCHEMA = ROOT / "docs" / "population.schema.json"


INF = float("inf")


def ahead(first: float, last: float) -> dict[str, float]:
    return {"share": 1, "from_hours": first, "to_hours": last}


def published() -> str:
    return json.dumps(Population.model_json_schema(), indent=1, ensure_ascii=False) + "\n"


def test_the_published_schema_is_that_of_the_file() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == published()


@pytest.mark.parametrize(
    ("part", "key", "value", "why"),
    [
        ("behaviour", "says_yes", 1.5, "behaviour.says_yes: Input should be less than or equal to 1"),
        ("behaviour", "moods", 1, "behaviour.moods: Extra inputs are not permitted"),
        ("errands", "kinds", {"dance": 1}, "errands.kinds.dance.[key]: Input should be 'shopping', "),
        ("recipients", "errands_a_week", 1e-5, "recipients.errands_a_week: Input should be greater than or"),
        ("recipients", "errands_a_week", INF, "recipients.errands_a_week: Input should be"),
        ("behaviour", "reply_minutes", INF, "behaviour.reply_minutes: Input should be"),
        ("behaviour", "reply_minutes", 1e9, "behaviour.reply_minutes: Input should be less than or equal to 10080"),
        ("errands", "ahead", [ahead(INF, INF)], "errands.ahead.0.from_hours: Input should be"),
        ("errands", "ahead", [ahead(1e9, 1e9)], "errands.ahead.0.from_hours: Input should be less than or equal to"),
        ("errands", "ahead", [ahead(8, 4)], "errands.ahead.0: Value error, from_hours is to be no more than to_hours"),
        ("volunteers", "times", [{"share": 1, "days": ["mo"], "start": "16:00", "end": "09:00"}],
         "volunteers.times.0: Value error, start is to come before end"),
        ("volunteers", "times", [{"share": 1, "days": ["mo"], "start": "09:00", "end": 16 * 60}],
         'volunteers.times.0.end: Value error, a time of day is to be written as "09:30", with the quotes'),
        ("errands", "hours", {10 * 60: 1}, "errands.hours.600.[key]: Value error, a time of day is to be written as"),
        ("errands", "hours", {"10:00Z": 1}, "errands.hours.10:00Z.[key]: Value error, a time of day is to be written"),
        ("errands", "weekdays", {"mo": 0}, "errands.weekdays: Value error, one share at least is to be more than 0"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(part: str, key: str, value: object, why: str, tmp_path: Path) -> None:
    ours = yaml.safe_load(OURS.read_text(encoding="utf-8"))
    ours[part][key] = value
    (tmp_path / "p.yml").write_text(yaml.safe_dump(ours), encoding="utf-8")

    with pytest.raises(SetupError) as told:
        load(tmp_path / "p.yml")

    assert str(told.value).startswith(f"{tmp_path / 'p.yml'}: {why}")
    assert "\n" not in str(told.value)


def test_a_postal_code_lies_in_one_place(tmp_path: Path) -> None:
    ours = yaml.safe_load(OURS.read_text(encoding="utf-8"))
    ours["places"].append({**ours["places"][0], "east": 40})
    (tmp_path / "p.yml").write_text(yaml.safe_dump(ours), encoding="utf-8")

    with pytest.raises(SetupError, match=r"places: Value error, 2317 stands there twice$"):
        load(tmp_path / "p.yml")


def test_what_is_no_yaml_is_said_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "p.yml").write_text("places: [", encoding="utf-8")

    with pytest.raises(SetupError, match="not YAML"):
        load(tmp_path / "p.yml")


if __name__ == "__main__":  # write the schema as it now is
    SCHEMA.write_text(published(), encoding="utf-8")
