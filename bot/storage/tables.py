"""The tables, with one line on each.  The municipality comes first in every key."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from bot.storage.answered import consent as consent
from bot.storage.answered import wellbeing as wellbeing
from bot.storage.answered import wellbeing_group as wellbeing_group
from bot.storage.catalogue import opened as opened
from bot.storage.catalogue import provision as provision
from bot.storage.columns import Moment as Moment
from bot.storage.columns import at as _at
from bot.storage.columns import count as _count
from bot.storage.columns import id_ as _id
from bot.storage.columns import index_where as _index_where
from bot.storage.columns import key as _key
from bot.storage.columns import metadata as metadata
from bot.storage.columns import sealed as _sealed
from bot.storage.columns import word as _word
from bot.storage.columns import yes as _yes
from bot.storage.pledge_tables import pledge as pledge
from bot.storage.pledge_tables import pledge_text as pledge_text
from bot.storage.shared import agreed as agreed
from bot.storage.shared import changed as changed
from bot.storage.shared import lease as lease


def _of_person(column: str = "person") -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["municipality", column], ["person.municipality", "person.id"])


# The tenants, with how each wants things done.
municipality = Table(
    "municipality", metadata, _key("id"), Column("name", String(120), nullable=False),
    Column("set_up", JSON, nullable=False, default=dict), _yes("example"), _at("created"), _at("sms_free"),
)  # fmt: skip

# Everyone we know by name.
person = Table(
    "person", metadata, _key("municipality"), _key("id"), _sealed("name"), _word("language", "nb"),
    _yes("stopped"), _at("created"), _at("erased"), _id("merged_into", empty=True),
    ForeignKeyConstraint(["municipality"], ["municipality.id"]), Index(None, "municipality", "merged_into"),
)  # fmt: skip

# Ways to reach someone; two people may share one, and then what is for one alone goes there only when that is cleared.
address = Table(
    "address", metadata, _key("municipality"), _key("person"), Column("channel", String(64), primary_key=True),
    _sealed("value"), Column("look_up", LargeBinary, nullable=False), _yes("works", True), _yes("cleared"),
    _of_person(), Index(None, "municipality", "channel", "look_up"),
)  # fmt: skip

# Where nobody is written to since two entries were found to be one person; what comes from there is theirs.
former_address = Table(
    "former_address", metadata, _key("municipality"), _key("person"), Column("channel", String(64), primary_key=True),
    Column("look_up", LargeBinary, primary_key=True), _sealed("value"), _of_person(),
    Index(None, "municipality", "channel", "look_up"),
)  # fmt: skip

# Numbers that said STOPP and were then erased: a hash alone, so that STOPP outlives the person.
stopped_number = Table(
    "stopped_number", metadata, _key("municipality"),
    Column("look_up", LargeBinary, primary_key=True), _at("at"),
)  # fmt: skip

# People who offer time: what, when, where, how often, and what a coordinator has seen to.
volunteer = Table(
    "volunteer", metadata, _key("municipality"), _key("person"), _word("stage", "applied"),
    Column("skills", JSON, nullable=False, default=list), Column("availability", JSON),
    _word("postcode"), _word("place"), _word("transport", "car"), _sealed("dislikes"),
    _count("asks", 2), _count("asks_days", 7), Column("talk", Date), Column("course", Date), Column("pledge", Date),
    Column("police_seen", Date), Column("police_expires", Date), Column("police_seen_by", Integer),
    Column("talk_by", Integer), Column("of_age", Date), Column("born", Integer), _yes("paused"),
    Column("paused_until", Date),
    _at("registered"), _at("waiting_since"), Column("organisation", String(120), nullable=False, default=""),
    _of_person(), Index(None, "municipality", "stage", "waiting_since", "person"),
)  # fmt: skip

# People who get help: where, how to get in, and how they hear who comes.
recipient = Table(
    "recipient", metadata, _key("municipality"), _key("person"), _word("postcode"), _word("place"),
    _sealed("street"), _sealed("entry"), _word("tell", "sms"), _sealed("kin_name"), _sealed("kin_phone"),
    Column("kin_look_up", LargeBinary), _yes("known_only"), _yes("stopped"), _of_person(),
    Index(None, "municipality", "kin_look_up", "person"),
)  # fmt: skip

# Small pieces of help with a time and a place.
errand = Table(
    "errand", metadata, _key("municipality"), _key("id"), _word("kind"), _id("recipient"), _at("starts"),
    _count("minutes", 60), _sealed("details"), _yes("urgent"), _count("places", 1), _word("status", "open"),
    _word("postcode"), _word("place"), _count("version", 1), _at("created"), Column("created_by", Integer),
    _at("next_wave"), _at("told_unfilled"), _id("ask_first", empty=True), _id("series", empty=True),
    Column("occasion", Integer), _at("earliest"), _at("latest"), _at("postponed"), _of_person("recipient"),
    Index(None, "municipality", "status", "starts", "id"), Index(None, "municipality", "recipient"),
    Index("uq_errand_occasion", "municipality", "series", "occasion", unique=True),
)  # fmt: skip

# What comes again every week or every other: its first occasion, and how many errands have been made of it.
series = Table(
    "series", metadata, _key("municipality"), _key("id"), _word("kind"), _id("recipient"), _at("starts"),
    _count("minutes", 60), _sealed("details"), _count("places", 1), _count("weeks", 1), Column("until", Date),
    _count("made"), _at("ended"), Column("created_by", Integer), _of_person("recipient"),
    Index(None, "municipality", "recipient"),
)  # fmt: skip

# Two people who keep meeting, in the slot of a series: how far they have come, and what each says of it.
pairing = Table(
    "pairing", metadata, _key("municipality"), _key("id"), _id("volunteer"), _id("recipient"), _id("series"),
    _word("state", "trial"), _id("substitute", empty=True), _id("trial", empty=True),
    Column("volunteer_fits", Boolean), Column("recipient_fits", Boolean), _yes("paused"), Column("paused_until", Date),
    _at("begun"), _at("ended"), _of_person("volunteer"), _of_person("recipient"),
    Index(None, "municipality", "volunteer"), Index(None, "municipality", "recipient"),
    Index(None, "municipality", "series"), Index(None, "municipality", "substitute"),
    Index(None, "municipality", "trial"),
)  # fmt: skip

# Two who are not to meet again: one of them has said so, or somebody who works here.
apart = Table(
    "apart", metadata, _key("municipality"), _key("recipient"), _key("volunteer"), _at("at"), Column("by", Integer),
    _of_person("recipient"), _of_person("volunteer"), Index(None, "municipality", "volunteer"),
)  # fmt: skip

TELLS = "state <> 'solved'"
# An errand put to a volunteer: at most once each, whatever happens.
offer = Table(
    "offer", metadata, _key("municipality"), _key("errand"), _key("volunteer"), _word("state", "open"),
    _at("asked"), _at("answered"), _count("times", 1), _yes("been_there"), _of_person("volunteer"),
    ForeignKeyConstraint(["municipality", "errand"], ["errand.municipality", "errand.id"]),
    Index(None, "municipality", "volunteer", "state", "asked", "been_there"),
    _index_where(TELLS, "ix_offer_tells", "municipality", "asked", "state", "been_there"),
)  # fmt: skip

# Someone who said JA.  One active visit for each place, and one for each volunteer, by constraint.
visit = Table(
    "visit", metadata, _key("municipality"), _key("id"), _id("errand"), _id("volunteer"), _count("place"),
    _word("state", "agreed"), _at("taken"), _at("asked"),
    _at("confirmed"), _at("reminded"), _at("reminded_today"), _at("details"), _at("called"), _at("checked_in"),
    _at("ended"), Column("why", String(64)), _sealed("sends"), _of_person("volunteer"),
    ForeignKeyConstraint(["municipality", "errand"], ["errand.municipality", "errand.id"]),
    _index_where("state <> 'cancelled'", "uq_visit_place", "municipality", "errand", "place", unique=True),
    _index_where("state <> 'cancelled'", "uq_visit_volunteer", "municipality", "errand", "volunteer", unique=True),
    Index(None, "municipality", "errand", "id"), Index(None, "municipality", "volunteer", "state"),
)  # fmt: skip

# What each person has been asked and not answered, and the message that asked it: open once that has reached them.
question = Table(
    "question", metadata, _key("municipality"), _key("person"), _key("number"), _word("about", "offer"),
    _id("errand"), _id("message", empty=True), _at("asked"), _of_person(),
    UniqueConstraint("municipality", "person", "errand"), Index(None, "municipality", "message"),
)  # fmt: skip

# Invitations to write to us elsewhere than by SMS: the code is known by its hash alone.
telegram_code = Table(
    "telegram_code", metadata, _key("municipality"), _key("person"), Column("look_up", LargeBinary, nullable=False),
    _at("expires"), _of_person(),
    Index(None, "municipality", "look_up"),
)  # fmt: skip

# Where each person is in a talk with the robot.
talk = Table(
    "talk", metadata, _key("municipality"), _key("person"), _sealed("state"),
    _at("human_since"), Column("human", Integer), _at("updated"), _of_person(),
)  # fmt: skip

# What must be looked at again, and when: one row a subject, moved rather than added to.
wake = Table(
    "wake", metadata, _key("municipality"), Column("subject", String(64), primary_key=True), _key("id"),
    Column("due", Moment, nullable=False), _count("tries"),
    Index(None, "municipality", "due"),
)  # fmt: skip

_ONE_OF_ITS_OWN = "provider_id IS NOT NULL AND edits IS NULL"
_TRIED_AGAIN = "state IN ('queued', 'unknown') AND claimed IS NOT NULL"

# Messages out, from the moment they are wanted to the last receipt.
message = Table(
    "message", metadata, _key("municipality"), _key("id"), _id("person", empty=True), _word("channel"),
    _sealed("to"), _sealed("text"), _word("kind"), _id("errand", empty=True), _word("state", "queued"),
    _yes("reply"), _yes("unprompted"), _yes("wakes"), _at("created"), Column("not_before", Moment, nullable=False),
    _at("expires"), _count("tries"), _at("claimed"), Column("claimed_by", String(64)), Column("look_up", LargeBinary),
    _id("visit", empty=True), _id("need", empty=True),
    _id("matter", empty=True), Column("options", String(200)), _yes("asks_number"), _id("repeats", empty=True),
    Column("edits", String(64)), _at("sought_from"), _at("owed"), _at("handed_over"), _at("settled"),
    Column("provider_id", String(64)), Column("code", String(64)), Column("written_by", Integer), _count("once_more"),
    Index(None, "municipality", "state", "not_before"), Index(None, "municipality", "person", "created"),
    Index(None, "municipality", "errand"), Index(None, "municipality", "channel", "state"),
    _index_where({"sqlite": "unprompted = 1", "postgresql": "unprompted"}, "ix_message_unprompted", "municipality",
                 "person", "not_before"),
    _index_where("options IS NOT NULL", "ix_message_buttons", "municipality", "options"),
    _index_where("state = 'sending'", "ix_message_sending", "municipality", "look_up"),
    _index_where(_ONE_OF_ITS_OWN, "ix_message_once", "municipality", "channel", "look_up", "provider_id", unique=True),
    _index_where(_TRIED_AGAIN, "ix_message_again", "municipality", "look_up", "person"),
    _index_where("once_more > 0", "ix_message_once_more", "municipality"),
)  # fmt: skip

# Messages in: stored before anything is made of them, once each for good.
event = Table(
    "event", metadata, _key("municipality"), _key("id"), _word("channel"),
    Column("external_id", String(128), nullable=False), _id("person", empty=True), _sealed("sender"),
    Column("look_up", LargeBinary),
    _sealed("body"), _id("pressed", empty=True), _sealed("own_number"),
    _count("media"), _word("state", "open"), _count("tries"), _at("not_before"),
    Column("reason", String(64)),
    Column("received", Moment, nullable=False), _at("sent"), _at("seen"), Column("intent", String(64)),
    UniqueConstraint("municipality", "channel", "external_id"),
    Index(None, "municipality", "person", "received"), Index(None, "municipality", "look_up", "received"),
    Index(None, "state", "received"),
    _index_where("state = 'open'", "ix_event_open", "municipality", "look_up", "id"),
)  # fmt: skip

# What happened, by id: an errand's timeline, and the figures.
note = Table(
    "note", metadata, _key("municipality"), _key("id"), _at("at"), _word("event"), _id("errand", empty=True),
    _id("person", empty=True), Column("data", JSON, nullable=False, default=dict),
    Index(None, "municipality", "errand", "id"), Index(None, "municipality", "person", "at"),
    Index(None, "municipality", "event", "at"),
)  # fmt: skip

# What needs a human, until one has seen to it.
matter = Table(
    "matter", metadata, _key("municipality"), _key("id"), _word("kind"), _id("person", empty=True),
    _id("errand", empty=True), _sealed("words"), _at("opened"), _at("due"), _at("closed"),
    Column("closed_by", Integer), _count("alarms"), _at("proposed"),
    Index(None, "municipality", "closed", "opened"),
)  # fmt: skip

# Messages the reader did not manage, without names, kept for a coordinator to say what was meant.
lesson = Table(
    "lesson", metadata, _key("municipality"), _key("id"), _id("person"), _sealed("text"), _sealed("asked"),
    _word("expecting"), _word("heard"), _word("why"), Column("kept", Moment, nullable=False),
    Column("intent", String(64)), _at("told"), Column("told_by", Integer), _of_person(),
    Index(None, "municipality", "intent", "kept"), Index(None, "municipality", "person"),
)  # fmt: skip

# Wishes for help in their own words: who asked, what a coordinator knows of it, and what each ended as.
need = Table(
    "need", metadata, _key("municipality"), _key("id"), _id("person"), _id("about", empty=True), _sealed("whom"),
    _sealed("words"), _word("through"), _word("asker"), _word("knows"), _word("says_decided"),
    _sealed("says_name"), Column("decided", Boolean), _word("kind"),
    _at("starts"), Column("received", Moment, nullable=False), _at("ended"), _word("ending"),
    _id("errand", empty=True), _id("provision", empty=True), Column("given_to", String(120)),
    Column("ended_by", Integer), _at("promised"), _word("reason"), Column("sender", LargeBinary),
    Column("used", Boolean), _of_person(),
    Index(None, "municipality", "ended", "received"), Index(None, "municipality", "person"),
    Index(None, "municipality", "errand"),
)  # fmt: skip

# How a municipality has worded our texts, one row for each change; the last holds, and is ours where it is empty.
wording = Table(
    "wording", metadata, _key("municipality"), _key("id"), Column("at", Moment, nullable=False), _word("language"),
    _word("key"), Column("before", String(1000), nullable=False), Column("text", String(1000)), Column("by", Integer),
    ForeignKeyConstraint(["municipality"], ["municipality.id"]),
    Index(None, "municipality", "key", "language"),
)  # fmt: skip

# What a coordinator has just done: the rows it touched as they were, and how they were after; gone when it is too late.
undo = Table(
    "undo", metadata, _key("municipality"), _key("id"), _word("what"), Column("by", Integer),
    _id("errand", empty=True), Column("until", Moment, nullable=False), _word("together"), _sealed("before"),
    Column("after", String(64), nullable=False), ForeignKeyConstraint(["municipality"], ["municipality.id"]),
    Index(None, "municipality", "by"),
)  # fmt: skip

# Addresses of ours beside the one in the settings: whose they are, and where a call to them is put through.
sender = Table(
    "sender", metadata, Column("address", String(128), primary_key=True), _id("municipality"),
    Column("calls_to", String(16)), ForeignKeyConstraint(["municipality"], ["municipality.id"]),
)  # fmt: skip

# Who in the panel looked at what or did what: rows are only added, each sealed to the one before.
access = Table(
    "access", metadata, _key("municipality"), _key("id"), Column("at", Moment, nullable=False),
    Column("user", Integer), _word("what"), _id("person", empty=True), _id("errand", empty=True),
    _id("other", empty=True), Column("chain", LargeBinary, nullable=False),
    Index(None, "municipality", "person", "id"), Index(None, "municipality", "user", "id"),
)  # fmt: skip

# Coordinators, and how they come in.
user = Table(
    "user", metadata, Column("id", Integer, primary_key=True), Column("municipality", Integer),
    Column("name", String(120), nullable=False),
    Column("email", String(200), nullable=False, unique=True), Column("password", String(200)), _word("role"),
    _at("created"), _at("closed"), _count("failures"), _at("locked_until"),
    Column("totp", LargeBinary), _count("totp_step"), Column("subject", String(400), unique=True),
)  # fmt: skip

passkey = Table(
    "passkey", metadata, Column("id", LargeBinary, primary_key=True), _id("user"),
    Column("public_key", LargeBinary, nullable=False), _count("signs"), _word("device"), _at("created"), _at("used"),
    Index(None, "user"),
)  # fmt: skip

# Ten codes for who has lost what makes the others: keyed hashes, each gone when it is used.
recovery_code = Table(
    "recovery_code", metadata, _key("user"), Column("look_up", LargeBinary, primary_key=True),
)  # fmt: skip

# Logins that are halfway: what was asked of one browser, to be answered once.
ceremony = Table(
    "ceremony", metadata, Column("look_up", LargeBinary, primary_key=True), _word("what"), _id("user", empty=True),
    Column("asked", JSON, nullable=False, default=dict), Column("expires", Moment, nullable=False),
)  # fmt: skip

login = Table(
    "login", metadata, Column("look_up", LargeBinary, primary_key=True), _id("user"), _at("created"),
    _at("used"), _at("proved"), _word("device"), Column("flash", JSON),
    Index(None, "user"),
)  # fmt: skip

# Secret addresses of calendars, one for each user at most.
feed = Table(
    "feed", metadata, Column("look_up", LargeBinary, primary_key=True), _id("user"), _at("created"), _at("used"),
    Index(None, "user", unique=True),
)  # fmt: skip

invitation = Table(
    "invitation", metadata, Column("look_up", LargeBinary, primary_key=True), Column("municipality", Integer),
    _word("role"), _at("expires"), _at("used"), Column("invited_by", Integer),
)  # fmt: skip
