"""What the panel hands out as sheets, opened by LibreOffice: no cell is worked out (``make test-peers``)."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from starlette.testclient import TestClient

from admin.views.importing import SHEETS
from tests.admin.test_payloads import client, house, written  # noqa: F401 - fixtures

CSV_AS_A_PERSON_OPENS_IT = "Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false,false,false,-1,true"
"""Semicolons, UTF-8, numbers recognised, and cells that begin with "=" worked out, which LibreOffice asks about."""
FORMULA = re.compile(r"table:formula=")


@pytest.fixture(scope="module")
def soffice() -> str:
    found = shutil.which("soffice")
    if found is None:
        pytest.skip("LibreOffice is missing: on Debian, apt install libreoffice-calc")
    return found


def opened(soffice: str, sheet: Path) -> str:
    """The sheet as LibreOffice sees it, in its own form."""
    reads = [
        soffice, f"-env:UserInstallation=file://{sheet.parent}/profile", "--headless", "--convert-to", "fods",
        "--outdir", str(sheet.parent / "seen"), str(sheet),
    ]  # fmt: skip
    if sheet.suffix == ".csv":
        reads.insert(3, f"--infilter={CSV_AS_A_PERSON_OPENS_IT}")
    subprocess.run(reads, capture_output=True, check=True, timeout=120)
    return (sheet.parent / "seen" / sheet.with_suffix(".fods").name).read_text(encoding="utf-8")


def test_a_formula_would_be_seen(soffice: str, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["=1+1"])
    book.save(tmp_path / "a.xlsx")
    (tmp_path / "b.csv").write_text("navn;kommer\n=1+1;ja\n", encoding="utf-8")

    assert FORMULA.search(opened(soffice, tmp_path / "a.xlsx"))
    assert FORMULA.search(opened(soffice, tmp_path / "b.csv"))


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize("what", SHEETS)
def test_nothing_that_was_written_in_any_field_is_worked_out(
    what: str, form: str, soffice: str, tmp_path: Path, client: TestClient, written: dict[tuple[str, str], str]  # noqa: F811
) -> None:
    assert written
    sheet = tmp_path / f"{what}.{form}"
    sheet.write_bytes(client.post(f"/regneark/{what}/ut", data={"as": form}).content)

    seen = opened(soffice, sheet)

    assert "<table:table-cell" in seen
    assert not FORMULA.search(seen)
