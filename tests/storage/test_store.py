"""The parts of the store that must hold against whatever order things come in."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, select

from bot.channels import Fate, Incoming
from bot.model import ErrandId, Kin, OfferState, PersonId
from bot.storage.database import fold
from bot.storage.store import Store, add_municipality, open_store
from bot.storage.tables import (
    address,
    errand,
    event,
    lesson,
    matter,
    message,
    person,
    recipient,
    talk,
    volunteer,
)
from tests.storage.conftest import MASTER, NOW

NUMBER, KIN = "+4790000001", "+4790000002"


@pytest.fixture
def astrid(store: Store) -> PersonId:
    who = store.add_person("Astrid Rognelien", NOW)
    store.add_recipient(who, street="Vinterlia 7", entry="nøkkel under potta", kin=Kin("Gerd Rognelien", KIN))
    return who


@pytest.fixture
def trip(store: Store, astrid: PersonId) -> ErrandId:
    return store.add_errand(
        kind="shopping", recipient=astrid, starts=NOW + timedelta(days=2), details="brun ost", places=2, created=NOW
    )


def helpers(store: Store, most: int) -> list[PersonId]:
    people = [store.add_person(f"Hjelper {n}", NOW) for n in range(most)]
    for who in people:
        store.add_volunteer(who, registered=NOW)
    return people


def test_an_errand_is_put_to_one_volunteer_once_and_again_in_the_same_row(store: Store, trip: ErrandId) -> None:
    (kari,) = helpers(store, 1)

    store.add_offer(trip, kari, NOW)
    store.change_offer(trip, kari, OfferState.WITHDRAWN, NOW)
    store.add_offer(trip, kari, NOW + timedelta(hours=1))

    (offer,) = store.offers_of(trip)
    assert (offer.state, offer.asked, offer.answered) == (OfferState.OPEN, NOW + timedelta(hours=1), None)


def test_a_receipt_that_says_nothing_new_changes_nothing(store: Store) -> None:
    which = store.add_message(channel="sms", to=NUMBER, text="Hei", kind="offer", created=NOW, not_before=NOW)
    store.change_message(which, state="sending")

    assert store.settle(which, Fate.DELIVERED, "SM1", "", NOW) is not None
    assert store.settle(which, Fate.DELIVERED, "SM1", "", NOW + timedelta(hours=1)) is None
    assert store.settle(which, Fate.UNDELIVERABLE, "SM1", "30003", NOW + timedelta(hours=1)) is None
    assert store.settle(which + 1, Fate.DELIVERED, "SM2", "", NOW) is None
    assert store.message(which).settled == NOW


@pytest.mark.promise
def test_a_message_delivered_again_is_stored_once_for_good(store: Store) -> None:
    came = Incoming("sms", "SM1", NUMBER, "ja")

    stored = [store.add_event(came, NOW + timedelta(days=days)) for days in range(5)]

    assert [event is not None for event in stored] == [True, False, False, False, False]
    assert len(store.open_events()) == 1


@pytest.mark.promise
def test_a_store_sees_and_changes_its_own_municipality_alone(
    store: Store, connection: Connection, astrid: PersonId, trip: ErrandId
) -> None:
    other = open_store(connection, add_municipality(connection, "Nabo", NOW, example=True), MASTER)
    them = other.add_person("Signe Nabolien", NOW)
    assert them == astrid

    other.change_person(them, name="Signe Nylien")
    other.forget(them, NOW)

    store = open_store(connection, store.municipality, MASTER)
    assert store.person(astrid).name == "Astrid Rognelien"
    assert [e.recipient_name for e in store.errands()] == ["Astrid Rognelien"]


def test_stopp_outlives_the_person_and_start_ends_it(store: Store) -> None:
    who = store.add_person("Kari", NOW)
    store.give_address(who, "sms", NUMBER)

    store.stop_number(NUMBER, NOW)
    store.stop_number(NUMBER, NOW)
    store.forget(who, NOW)
    assert store.is_stopped(NUMBER)

    store.start_number(NUMBER)
    assert not store.is_stopped(NUMBER)


SEALED = (
    person.c.name, address.c.value, volunteer.c.dislikes, recipient.c.street, recipient.c.entry, recipient.c.kin_name,
    recipient.c.kin_phone, errand.c.details, talk.c.state, message.c.to, message.c.text, event.c.sender, event.c.body,
    matter.c.words, lesson.c.text, lesson.c.asked,
)  # fmt: skip


def lived(store: Store, who: PersonId, trip: ErrandId) -> None:
    """Leave a trace of someone in every place there is."""
    store.give_address(who, "sms", NUMBER)
    store.add_volunteer(who, dislikes="sigarrøyk", registered=NOW)
    store.put_talk(who, NOW, state='{"name": "Astrid Rognelien"}')
    store.put_talk(who, NOW, state='{"name": "Astrid Rognelien", "area": "Vinterlia"}')
    store.open_matter("concern", NOW, person=who, errand=trip, words="hun virket trøtt")
    which = store.add_message(
        person=who, channel="sms", to=NUMBER, text="Hei Astrid", kind="visitor", created=NOW, not_before=NOW
    )
    store.change_message(which, state="sending")
    store.settle(which, Fate.DELIVERED, "SM1", "", NOW)
    came = store.add_event(Incoming("sms", "SM2", NUMBER, "takk, hilsen Astrid"), NOW)
    assert came is not None
    store.change_event(came.id, person=who)
    store.keep_lesson(who, "hun med hunden", NOW, asked="Hvem er det?")


@pytest.mark.promise
def test_nothing_that_was_sealed_about_someone_forgotten_is_left_on_the_disk(
    engine: Engine, connection: Connection, store: Store, astrid: PersonId, trip: ErrandId, file: Path
) -> None:
    lived(store, astrid, trip)
    connection.commit()
    raw = connection.connection.driver_connection
    assert raw is not None
    sealed = [raw.execute(str(select(column))).fetchall() for column in SEALED]
    canaries = [value for column in sealed for (value,) in column if value is not None]
    assert len(canaries) >= len(SEALED)
    assert all(canary in on_disk(file) for canary in canaries)

    store.forget(astrid, NOW)
    connection.commit()
    connection.close()
    fold(engine)

    assert [canary for canary in canaries if canary in on_disk(file)] == []


def texts(store: Store, errand: ErrandId) -> set[str]:
    return {message.text for message in store.messages_about(errand)} - {""}


def test_whoever_is_forgotten_is_forgotten_in_what_others_were_told(
    store: Store, astrid: PersonId, trip: ErrandId
) -> None:
    kari, ola = helpers(store, 2)
    store.take(trip, kari, 2, NOW)
    told = {"visitor": astrid, "details": kari, "offer": ola}
    for kind, who in told.items():
        which = store.add_message(
            person=who, channel="sms", to=NUMBER, text=kind, kind=kind, errand=trip, created=NOW, not_before=NOW
        )
        store.change_message(which, state="sending")
        store.settle(which, Fate.DELIVERED, f"SM{which}", "", NOW)

    store.forget(kari, NOW)
    assert texts(store, trip) == {"offer"}

    store.forget(astrid, NOW)
    assert texts(store, trip) == set()


@pytest.mark.parametrize("state", ["queued", "sending", "unknown"])
def test_what_is_on_its_way_to_someone_forgotten_is_not_sent_empty(store: Store, state: str) -> None:
    who = store.add_person("Kari", NOW)
    which = store.add_message(
        person=who, channel="sms", to=NUMBER, text="Nå er du slettet", kind="receipt", created=NOW, not_before=NOW
    )
    store.change_message(which, state=state)

    store.forget(who, NOW)

    assert (store.message(which).to, store.message(which).text) == (NUMBER, "Nå er du slettet")


def on_disk(file: Path) -> bytes:
    return b"".join(part.read_bytes() for part in file.parent.iterdir())


def test_what_someone_did_not_ask_for_is_counted_for_the_day_it_is_meant_for(store: Store) -> None:
    kari, ola = store.add_person("Kari", NOW), store.add_person("Ola", NOW)
    for who, days, unprompted, edits in (
        (kari, 0, True, None), (kari, 0, False, None), (ola, 0, True, None), (kari, 0, True, "7"),
        (kari, -1, True, None), (kari, 1, True, None),
    ):  # fmt: skip
        store.add_message(
            person=who, channel="sms", to=NUMBER, text="Hei", kind="offer", created=NOW, unprompted=unprompted,
            not_before=NOW + timedelta(days=days), edits=edits,
        )  # fmt: skip

    assert store.told_unprompted(kari, (NOW, NOW + timedelta(days=1))) == 1
