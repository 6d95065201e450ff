"""No name, number or address of anyone we know is left in a message that is kept, however it is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.example.people import FIRST_NAMES, POSTCODES, STREETS, SURNAMES, helpers, neighbours
from bot.nlu.masking import EXAMPLES, Known, filled, mask, tells_nothing
from bot.nlu.places import place_of
from tests.nlu.conftest import NOW

PEOPLE = [(one.name, one.phone, one.values) for one in helpers(2026)]
PEOPLE += [(one.name, one.phone, one.values) for one in neighbours()]
SAID = (
    "{name} kan ikke", "jeg er hos {name} nå", "hei det er {name}s mann", "NEI {name} KAN ITTE", "ring {phone} da",
    "{name}: {phone}, {street}, {code} {place}", "æ bor i {street}", "nr mitt er {phone}", "jeg bor på {place}",
    "hils {name}", "det er {phone}", "post til {street} {code} {place}!",
)  # fmt: skip
WRITTEN = (str, str.lower, str.upper, str.title)


def numbers(phone: str) -> list[str]:
    local = phone.removeprefix("+47")
    return [phone, local, f"{local[:3]} {local[3:5]} {local[5:]}", " ".join(local[n : n + 2] for n in range(0, 8, 2)),
            f"0047{local}", "-".join((local[:3], local[3:]))]  # fmt: skip


@given(
    st.sampled_from(PEOPLE), st.sampled_from(PEOPLE), st.sampled_from(SAID), st.sampled_from(WRITTEN),
    st.integers(0, 5), st.integers(0, 2),
)  # fmt: skip
def test_nothing_of_the_writer_or_of_whom_they_help_survives(
    writer: tuple[str, str, dict[str, Any]],
    helped: tuple[str, str, dict[str, Any]],
    said: str,
    written: Callable[[str], str],
    way: int,
    part: int,
) -> None:
    place = place_of(str(helped[2].get("postcode", ""))) or "Hamar"
    street = str(helped[2].get("street", "")) or "Vaffelvegen 3"
    known = Known(
        frozenset({writer[0], helped[0]}), frozenset({place, str(helped[2].get("postcode", "2316"))}),
        frozenset({street}), frozenset(name for name, _, _ in PEOPLE),
    )  # fmt: skip
    for name, phone, _ in (writer, helped):
        called = (name, *name.split())[part]
        text = written(said.format(name=called, phone=numbers(phone)[way], street=street, code=known_code(helped),
                                   place=place))  # fmt: skip

        masked = mask(text, known, NOW).casefold()

        rest = masked
        for placeholder in EXAMPLES:
            rest = rest.replace(placeholder, " ")
        left = set(rest.replace(",", " ").replace(":", " ").replace("!", " ").split())
        assert not left & {each.casefold() for each in name.split()}
        assert not left & {f"{each.casefold()}s" for each in name.split()}
        assert street.casefold() not in masked and street.split()[0].casefold() not in left
        assert place.casefold() not in left
        assert sum(letter.isdigit() for letter in rest) < 4


def known_code(helped: tuple[str, str, dict[str, Any]]) -> str:
    return str(helped[2].get("postcode", "2316"))


@pytest.mark.parametrize("name", FIRST_NAMES + SURNAMES)
def test_everybody_else_we_know_is_masked_when_named_with_a_capital(name: str) -> None:
    everyone = Known(others=frozenset(one for one, _, _ in PEOPLE))

    assert name not in mask(f"jeg og {name} kommer", everyone, NOW)
    assert name not in mask(f"{name} er ikke hjemme", everyone, NOW)


@pytest.mark.parametrize("street", STREETS)
@pytest.mark.parametrize("code", POSTCODES)
def test_streets_and_codes_nobody_told_us_of_are_masked(street: str, code: str) -> None:
    assert mask(f"kom til {street} 12b, {code}", Known(), NOW) == "kom til [adresse], [tall]"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Astird kan ikke", "[navn] kan ikke"),
        ("fnr 01010012345", "fnr [tall]"),
        ("skriv til kari@eksempel.no", "skriv til [e-post]"),
        ("koden er 4711", "koden er [tall]"),
        ("hilsen Ragnhild", "hilsen [navn]"),
        ("kl 1200 eller 12.00-14.00 den 17.03", "kl 1200 eller 12.00-14.00 den 17.03"),
        ("kan ikke på Torsdag, men i helga", "kan ikke på Torsdag, men i helga"),
        ("er på vei 10 min unna", "er på vei 10 min unna"),
        ("en dag i april når jeg finner tid", "en dag i april når jeg finner tid"),
        ("KAN IKKE I DAG", "KAN IKKE I DAG"),
    ],
)  # fmt: skip
def test_what_tells_who_is_taken_out_and_what_was_meant_is_left(text: str, masked: str) -> None:
    known = Known(frozenset({"Astrid Vaffelrud"}), others=frozenset({"Dag Strand", "Helge Moe", "Finn Lie"}))

    assert mask(text, known, NOW) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("kari nordmann kan ikke", "[navn] kan ikke"),
        ("berit tveiten og har kreft", "[navn] og har kreft"),
        ("æ e hos berit lillevangstuen no", "æ e hos [navn] no"),
        ("brenda lee kommer", "[navn] kommer"),
        ("Mahmoud kan ikke", "[navn] kan ikke"),
        ("fatuma er syk", "[navn] er syk"),
        ("kari henter meg mandag", "[navn] henter meg mandag"),
        ("kari sin mann", "[navn] sin mann"),
        ("koden er fire sju en en", "koden er [tall]"),
        ("ring ni null, null null null, tolv og trettito", "ring [tall]"),
        ("ni 00 tolv trettién", "[tall]"),
        ("født 12.3.1944", "født [tall]"),
        ("12. mars 1944 er jeg født", "[tall] er jeg født"),
        ("f 12/3-44", "f [tall]"),
        ("født i 44", "født i [tall]"),
        ("er fra nittenførtifire", "er fra [tall]"),
        ("kan en to eller tre dager", "kan en to eller tre dager"),
        ("nr 1 2 og 3 passer", "nr 1 2 og 3 passer"),
        ("kan 12.3.2026, 13/4/26 og fra fem på halv to", "kan 12.3.2026, 13/4/26 og fra fem på halv to"),
    ],
)  # fmt: skip
def test_of_a_stranger_too_what_tells_who_is_taken_out(text: str, masked: str) -> None:
    assert mask(text, Known(), NOW) == masked


@pytest.mark.parametrize("name", ["Liv", "Dag", "Finn", "Tor Moe"])
def test_a_name_that_is_a_word_too_is_masked_when_it_is_their_own(name: str) -> None:
    assert mask(f"{name.lower()} kan ikke", Known(frozenset({name})), NOW) == "[navn] kan ikke"


@given(st.text(max_size=80))
def test_any_text_can_be_masked_and_masking_again_changes_nothing(text: str) -> None:
    known = Known(frozenset({"Astrid Vaffelrud"}), frozenset({"Hamar"}), frozenset({"Kaffegata 3"}))

    once = mask(text, known, NOW)

    assert mask(once, known, NOW) == once


def test_a_message_that_was_a_name_alone_teaches_nothing() -> None:
    assert tells_nothing("[navn], [telefon]!") and not tells_nothing("[navn] kan ikke")


def test_the_reader_is_shown_ordinary_words_in_place_of_what_was_taken_out() -> None:
    assert "[" not in filled(" ".join(EXAMPLES))
