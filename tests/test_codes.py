"""A door code is never written in a message, and what shows the way stays."""

from __future__ import annotations

import pytest

from bot.life.codes import without_codes


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("Kode 4711", "Kode ***"), ("kode: 1 2 3 4", "kode: ***"), ("Koden er 47 11", "Koden er ***"),
        ("nøkkelboks 12 34", "nøkkelboks ***"), ("Nøkkelboksen har 4 7 1 1", "Nøkkelboksen har ***"),
        ("Alarmen slås av med 1 2 3 4", "Alarmen slås av med ***"), ("4711 er koden", "*** er koden"),
        ("Tast 4711# og gå inn", "Tast *** og gå inn"), ("Døra: 4711*", "Døra: ***"), ("PIN 0000", "PIN ***"),
        ("Portkode fire sju en en", "Portkode ***"), ("Kode 12-34-56", "Kode ***"), ("kode4711", "kode***"),
        ("Kodelås, 1234", "Kodelås, ***"), ("4 7 1 1", "***"),
        ("Døra i 3. etasje åpnes med 4711", "Døra i 3. etasje åpnes med ***"),
        ("Leilighet 302, kode 4711", "Leilighet 302, kode ***"), ("Dørkoden er 7", "Dørkoden er ***"),
        ("Kode nr. 4711", "Kode nr. ***"), ("Kode 900 00 011", "Kode ***"), ("Nøgleboks 12 34", "Nøgleboks ***"),
        ("The key box code is 4711", "The key box code is ***"), ("Kode 4711 eller 4712", "Kode *** eller ***"),
        ("Kode: Storgata 12 4711", "Kode: Storgata 12 ***"), ("Leilighet 302 1 2 3 4", "Leilighet 302 ***"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("way_in", [False, True])
def test_a_code_is_left_out(typed: str, sent: str, way_in: bool) -> None:
    assert without_codes(typed, "***", way_in=way_in) == sent


@pytest.mark.parametrize(
    "typed",
    [
        "Leilighet 302", "Leil. 1203", "3. etasje", "Oppgang B, 2. etg.", "H0302", "Rom 214", "Storgata 112",
        "Furuveien 1204", "Blokk 12, inngang 3", "Ring på hos Olga i andre etasje", "Ring på 302", "Ring 900 00 011",
        "tlf. 62000000", "+47 900 00 011", "Nøkkelboks ved søpla", "Kl. 12.30", "Buss 312 går 12.30", "2317 Hamar",
        "Koden får du av naboen, leilighet 302", "Nr. 112", "Alarmen er av, bare gå inn i 3. etasje",
    ],
)  # fmt: skip
@pytest.mark.parametrize("way_in", [False, True])
def test_what_shows_the_way_stays(typed: str, way_in: bool) -> None:
    assert without_codes(typed, "***", way_in=way_in) == typed


@pytest.mark.parametrize(
    "typed",
    [
        "Legg 1500 kr i konvolutten", "500 g kjøttdeig og 1000 g mel", "Astrid er født i 1940", "Melk, 2 brød, 12 egg",
        "Handle på Rema 1000. Porten er åpen", "Født i 1940. Alarmen er av", "Hun har time 3.3. kl. 1030",
        "To eller tre poser", "Kjør ikke i mer enn 30",
    ],
)  # fmt: skip
def test_numbers_in_an_errand_are_no_codes(typed: str) -> None:
    assert without_codes(typed, "***") == typed


def test_any_number_in_the_way_in_may_be_a_code() -> None:
    assert without_codes("Gå inn og si 4711", "***", way_in=True) == "Gå inn og si ***"
    assert without_codes("Gå inn og si 4711", "***") == "Gå inn og si 4711"
