"""Spreadsheets in and out: XLSX, and CSV in the letters and with the separators they come with.

Nothing that is written begins as a formula does: a spreadsheet would work it out on the reader's machine.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from bot.errors import BotError

MOST_ROWS = 5000
MOST_BYTES = 5_000_000
MOST_UNPACKED = 60_000_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_PACKED = b"PK\x03\x04"
Rows = list[list[str]]


class Unreadable(BotError):
    """Not a table we can read; what it says is shown."""


def read(data: bytes) -> Rows:
    """The rows that say something, as text."""
    if len(data) > MOST_BYTES:
        raise Unreadable("Fila er for stor. Del den i to.")
    rows = _xlsx(data) if data.startswith(_PACKED) else _csv(text_of(data))
    said = [row for row in rows if any(row)]
    if not said:
        raise Unreadable("Fila er tom.")
    if len(said) > MOST_ROWS + 1:
        raise Unreadable(f"Høyst {MOST_ROWS} rader om gangen. Del fila i to.")
    return said


def text_of(data: bytes) -> str:
    """UTF-8 where it is that, else as Excel in Norwegian writes it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _csv(text: str) -> Rows:
    first = next((line for line in text.splitlines() if line.strip()), "")
    sign = max(";,\t", key=first.count)
    try:
        return [[bare(cell.strip()) for cell in row] for row in csv.reader(io.StringIO(text), delimiter=sign)]
    except csv.Error:
        raise Unreadable("Fila er ikke et regneark vi kan lese. Lagre den som XLSX eller CSV.") from None


def _xlsx(data: bytes) -> Rows:
    # Imported when it is needed: most days nobody opens a spreadsheet.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(one.file_size for one in packed.infolist()) > MOST_UNPACKED:
                raise Unreadable("Fila er for stor. Del den i to.")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        found = sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 2, max_col=40)
        return [[_cell(value) for value in row] for row in found]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError, SyntaxError, OSError):
        raise Unreadable("Fila er ikke et regneark vi kan lese. Lagre den som XLSX eller CSV.") from None


def _cell(value: object) -> str:
    """A date as people write it, and a whole number without decimals."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%d.%m.%Y kl. %H.%M}".removesuffix(" kl. 00.00")
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return bare(str(value).strip())


def defused(text: str) -> str:
    """The same text, which no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_BEGINS_A_FORMULA) else text


def bare(text: str) -> str:
    """The text as it was before it was defused."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_BEGINS_A_FORMULA) else text


def write_csv(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """As a Norwegian Excel opens it by a double click."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([defused(cell) for cell in row] for row in (heads, *rows))
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, row in enumerate((heads, *rows)):
        cells = [WriteOnlyCell(sheet, _plain(defused(cell))) for cell in row]
        for cell in cells if number == 0 else ():
            cell.font = Font(bold=True)
        sheet.append(cells)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _plain(text: str) -> str:
    """Without the signs that may not stand in such a file."""
    return "".join(sign for sign in text if sign in "\t\n" or ord(sign) >= 32)
