"""Whole talks come out the same, word for word; `make talks` writes them as they now go.

What every talk keeps, whatever it is about, stands here too: each is played once for them all.
"""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

from bot.replay import replay
from bot.sms_parts import parts, strangers
from tests.promises.talks import came_in, sent
from tests.trained import reader
from tests.transcript import played, script, talks

EACH = pytest.mark.parametrize("path", talks(), ids=lambda path: path.stem)
INVENTED = {
    "Ingrid Lie", "Astrid Berg", "Birger Lund", "Gunvor Bakken", "Treffen Torget", "Berit Haugen",
}  # fmt: skip


@EACH
def test_the_talk_goes_as_it_is_written(path: Path) -> None:
    assert played(path).text == path.read_text(encoding="utf-8")


@EACH
def test_the_same_lines_give_the_same_lines(path: Path) -> None:
    assert list(replay(script(path).jsonl(), reader())) == played(path).jsonl()


@EACH
def test_a_restart_after_every_line_changes_nothing(path: Path) -> None:
    assert list(replay(script(path).jsonl(restart=True), reader())) == played(path).jsonl()


@EACH
def test_everyone_in_a_talk_is_invented(path: Path) -> None:
    lines = [json.loads(line) for line in script(path).jsonl()]

    names = {line[key] for line in lines for key in ("name", "named") if " " in line.get(key, "")}
    assert names <= INVENTED
    mobiles = re.findall(r"\+47[49]\d{7}", json.dumps(lines))
    assert [number for number in mobiles if not number.startswith("+4790000")] == []


@EACH
def test_no_text_is_long_or_in_letters_that_cost(path: Path) -> None:
    ours = [line["text"] for _, line in sent(path, "sms") if line["kind"] != "coordinator"]

    assert [text for text in ours if parts(text) > 2 or strangers(text)] == []
    assert [text for text in ours if "  " in text or text.count("?") > 1 and "Lurer du på noe?" not in text] == []


@EACH
def test_the_address_goes_to_the_one_who_said_ja_alone(path: Path) -> None:
    streets = [line["address"] for line in came_in(path) if line.get("address") and line.get("tell") != "nobody"]
    holders = {(line["person"], line["errand"]) for line in played(path).out if line.get("event") == "offer_accepted"}

    told = [line for _, line in sent(path) if any(street in line["text"] for street in streets)]
    assert [line for line in told if (line["person"], line["errand"]) not in holders or line["kind"] != "details"] == []


@EACH
def test_nobody_hears_the_same_twice_in_a_row(path: Path) -> None:
    for before, after in pairwise([line for _, line in sent(path, "sms") if line["kind"] != "alarm"]):
        assert (before["to"], before["text"]) != (after["to"], after["text"])


def test_there_is_a_talk_for_everything_that_must_never_go_wrong() -> None:
    assert {path.stem for path in talks()} >= set(
        "en_vanlig_dag to_ja_samtidig to_sporsmal_og_bare_ja sporsmal_og_paminnelse ja_til_torsdag sent_ja"
        " avbud_etter_ja stopp_med_avtale stopp_med_meldinger_i_ko ingen_ledige nei_og_ikke_mer koordinator_avlyser"
        " oppgave_flyttet innmelding_avbrutt tilbake_to_ganger misforstatt_om_dagen misforstatt_om_kvelden"
        " koordinator_overtar levert_to_ganger stille_om_natta sondag_kl_11 syttende_mai sommertid_begynner"
        " sommertid_slutter ukjent_nummer fare pausen_er_over sletting uten_mobil iphone_reaksjon autosvar"
        " telegram_blokkert telegram_uten_svar telegram_i_siste_liten telegram_om_kvelden telegram_ubekreftet"
        " telegram_svar_paa_telefon telegram_kode telegram_feil_kode telegram_kontaktkort telegram_rettet"
        " telegram_gammel_knapp telegram_delt_telefon telegram_nynorsk telegram_sprak telegram_fasttelefon"
        " telegram_nede telegram_svar_den_andre_veien telegram_stopp telegram_stopp_paa_sms"
        " telegram_tale_og_klistremerke telegram_innmelding telegram_begge_feiler"
        " telegram_navn_og_adresse telegram_fremmed".split()
    )
