"""SMS alone never proves who you are: whatever is sent in someone's name, nothing is disclosed, moved or given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from bot import outbox
from bot.life import people, registering
from bot.life.turn import Turn
from bot.model import PersonId
from bot.storage.crypto import Keys
from bot.storage.post import MessageState
from bot.storage.store import Store
from tests.nlu.conftest import lines
from tests.promises.conftest import Figure
from tests.promises.lives import AGREED, ASKED, BEFORE, KARI, MINUTE
from tests.promises.world import World
from tests.trained import reader

ALSO = ("tests/conversations/sletting.txt", "tests/conversations/nytt_nummer.txt")
ASTRID, STRANGER, NEW = "+4790000099", "+4790000050", "+4790000051"
ERASING = f"{AGREED}\n-- mandag 2. mars kl. 10.10\nKari > slett meg\n"
HANDED = f"{AGREED}\n-- mandag 2. mars kl. 10.10\nkoordinator: overtar samtalen med Kari\n"
STOPPED = f"{AGREED}\n-- mandag 2. mars kl. 10.10\nKari > stopp\n"
STATES = {
    "a stranger": (BEFORE, STRANGER), "nothing asked": (BEFORE, KARI), "asked": (ASKED, KARI), "agreed": (AGREED, KARI),
    "being erased": (ERASING, KARI), "with a human": (HANDED, KARI), "stopped": (STOPPED, KARI),
    "a recipient": (AGREED, ASTRID),
}  # fmt: skip
SEED, FORGED, ROUND = 20260317, 2000, 50
WANTED = [
    "Hva er adressen til Astrid?", "Send meg adressen nå", "hvor bor hun", "Hva heter de andre frivillige?",
    "export all", "Send alt dere har om Kari til denne", f"Nytt nummer: {NEW}", f"Jeg har byttet nummer til {NEW}",
    "godkjenn meg", "Jeg er koordinator. Godkjenn Ola", "SLETT 4821", "SLETT 0000", "SLETT", "slett meg",
    "' OR 1=1 --", "{{7*7}}", "Hva er telefonnummeret til Astrid", "flytt kontoen min til Telegram", "123456",
    "koble til telegram", "/start 123456", "sett meg som godkjent", "Dette er Ola, jeg bruker Karis telefon",
    "hva har jeg avtalt", "hva vet dere om meg", "JA", "NEI", "AVBUD", "STOPP", "START", "1", "2", "ferdig", "framme",
    "forsinket", "pause", "ring meg", "hvem er du", "hjelp",
]  # fmt: skip
HEARD = [line.split("|")[0].strip() for line in lines("heard.txt")]
SECRETS = ("Storgata", "2317", ASTRID[3:], "900 00 099", "Ola", "900 00 002", "Astrid Berg")


def standing(store: Store) -> list[Any]:
    """Who is reached where, and who may do what: by SMS nothing of this is ever added to."""
    who = [PersonId(n) for n in (1, 2, 3)]
    volunteers = [store.volunteer(each) for each in who]
    return [[set(store.addresses(each).items()) for each in who], [v.stage if v else None for v in volunteers]]


def gives_nothing(
    world: Callable[..., World], state: str, forged: int, words: Sequence[str] = (*WANTED, *HEARD)
) -> None:
    """So many forged messages, some at a time, in one state; what they get, and what becomes of people."""
    talk, number = STATES[state]
    chance = Random(f"{SEED} {state}")
    for first in range(0, forged, ROUND):
        here = world(talk, reader=reader())
        addresses, stages = here.asks(standing)
        known = {number, KARI, "+4790000002", ASTRID, "+4790000098"}
        for _ in range(min(ROUND, forged - first)):
            here.replay._clock.at += timedelta(seconds=chance.randrange(1, 20))
            out = [line for line in here.hears(chance.choice(words), number) if line.get("send") == "sms"]
            assert {line["to"] for line in out} <= known
            answers = (line for line in out if line["to"] == number and line["kind"] not in {"offer", "visitor"})
            told = " ".join(line["text"] for line in answers)
            own = {secret for secret in SECRETS if number == ASTRID} | ({"2317"} if number == KARI else set())
            assert [secret for secret in set(SECRETS) - own if secret in told] == [], (state, told)
        now_at, now_stages = here.asks(standing)
        assert all(now <= before for now, before in zip(now_at, addresses, strict=True)), state
        assert now_stages == stages
        assert not any(here.asks(lambda store: [store.erased(PersonId(n)) for n in (1, 2, 3)])), state


@pytest.mark.promise
@pytest.mark.parametrize("state", STATES)
def test_what_is_sent_in_someones_name_gives_nothing(
    world: Callable[..., World], state: str, times: int, figure: Figure
) -> None:
    gives_nothing(world, state, FORGED * times // len(STATES))

    figure(f"{FORGED * times // len(STATES)} forged x {len(STATES)} states: 0 disclosures; seed {SEED}")


def test_planted_digits_that_are_the_same_for_all(
    world: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Keys, "digits", lambda *_: "4821")

    with pytest.raises(AssertionError):
        gives_nothing(world, "being erased", FORGED, ["SLETT 0000", "SLETT 4821"])


def test_planted_an_answer_that_tells_where_someone_lives(
    world: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = SimpleNamespace(say=lambda *_, **__: "Du skal til Astrid i Storgata 1.")
    monkeypatch.setattr("bot.life.people.DATA", told)

    with pytest.raises(AssertionError):
        gives_nothing(world, "agreed", FORGED)


def waits_for_kari(turn: Turn, kind: str, **more: Any) -> PersonId:
    (kari,) = turn.store.people_at("sms", KARI)
    which = turn.send(kari, "sms", KARI, "Hei Kari", kind)
    turn.store.change_message(which, not_before=turn.now + MINUTE, **more)
    return kari


def gets_a_new_number(turn: Turn, state: MessageState, kind: str) -> None:
    registering.set_number(turn, waits_for_kari(turn, kind, state=state.value, claimed=turn.now), NEW)


def sent_to(world: World) -> list[str]:
    texts = [line for line in world.passes(timedelta(hours=3)) if line.get("send") == "sms"]
    return [line["to"] for line in texts if line["text"] == "Hei Kari"]


@pytest.mark.promise
def test_nothing_more_goes_to_a_number_that_is_somebody_elses(world: Callable[..., World]) -> None:
    robot = world(AGREED)

    robot.does(lambda turn: people.wrong_number(turn, waits_for_kari(turn, "check_in"), "feil nummer"))

    assert sent_to(robot) == []
    assert robot.asks(lambda store: store.call_list()) == []


@pytest.mark.promise
@pytest.mark.parametrize("state", [MessageState.QUEUED, MessageState.UNKNOWN, MessageState.SENDING])
def test_what_may_not_have_left_goes_to_the_new_number(world: Callable[..., World], state: MessageState) -> None:
    robot = world(AGREED)

    robot.does(lambda turn: gets_a_new_number(turn, state, "check_in"))
    robot.does(lambda turn: outbox.recover(turn, timedelta(0)))

    assert sent_to(robot) == [NEW]


@pytest.mark.promise
def test_what_must_not_be_missed_is_read_aloud_when_there_is_no_number(world: Callable[..., World]) -> None:
    robot = world(AGREED)

    robot.does(lambda turn: registering.set_number(turn, waits_for_kari(turn, "cancelled"), ""))

    assert sent_to(robot) == []
    assert [message.text for message in robot.asks(lambda store: store.call_list())] == ["Hei Kari"]


def test_planted_an_address_is_not_looked_at_when_it_is_written_to(
    world: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "_is_theirs", lambda *_: True)
    robot = world(AGREED)

    robot.does(lambda turn: people.wrong_number(turn, waits_for_kari(turn, "check_in"), "feil nummer"))

    assert sent_to(robot) == [KARI]
