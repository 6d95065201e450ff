"""Whole talks come out the same, word for word; `make talks` writes them as they now go."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bot.replay import replay
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
