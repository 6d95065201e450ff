"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "event", sa.Column("municipality", ID, nullable=False, autoincrement=False),
        sa.Column("id", ID, nullable=False, autoincrement=False),
        sa.Column("channel", sa.String(64), nullable=False),
        sa.Column("external_id", sa.String(128), nullable=False), sa.Column("person", ID),
        sa.Column("sender", sa.LargeBinary()), sa.Column("body", sa.LargeBinary()),
        sa.Column("media", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False), sa.Column("not_before", AT),
        sa.Column("reason", sa.String(64)), sa.Column("received", AT, nullable=False),
        sa.Column("sent", AT), sa.Column("seen", AT), sa.Column("intent", sa.String(64)),
        sa.PrimaryKeyConstraint("municipality", "id", name="pk_event"),
        sa.UniqueConstraint("municipality", "channel", "external_id", name="uq_event_municipality_channel_external_id"),
    )  # fmt: skip
    op.create_index("ix_event_municipality_person_received", "event", ["municipality", "person", "received"])
    op.create_index("ix_event_state_received", "event", ["state", "received"])
    op.create_table(
        "invitation", sa.Column("look_up", sa.LargeBinary(), nullable=False),
        sa.Column("municipality", sa.Integer()), sa.Column("role", sa.String(64), nullable=False),
        sa.Column("expires", AT), sa.Column("used", AT), sa.Column("invited_by", sa.Integer()),
        sa.PrimaryKeyConstraint("look_up", name="pk_invitation"),
    )  # fmt: skip
    op.create_table(
        "login", sa.Column("look_up", sa.LargeBinary(), nullable=False),
        sa.Column("user", ID, nullable=False), sa.Column("created", AT), sa.Column("used", AT),
        sa.Column("device", sa.String(64), nullable=False), sa.Column("flash", sa.JSON()),
        sa.PrimaryKeyConstraint("look_up", name="pk_login"),
    )  # fmt: skip
    op.create_index("ix_login_user", "login", ["user"])
    op.create_table(
        "matter", sa.Column("municipality", ID, nullable=False, autoincrement=False),
        sa.Column("id", ID, nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(64), nullable=False), sa.Column("person", ID), sa.Column("errand", ID),
        sa.Column("words", sa.LargeBinary()), sa.Column("opened", AT), sa.Column("due", AT),
        sa.Column("closed", AT), sa.Column("closed_by", sa.Integer()),
        sa.Column("alarms", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("municipality", "id", name="pk_matter"),
    )  # fmt: skip
    op.create_index("ix_matter_municipality_closed_opened", "matter", ["municipality", "closed", "opened"])
    op.create_table(
        "message", sa.Column("municipality", ID, nullable=False, autoincrement=False),
        sa.Column("id", ID, nullable=False, autoincrement=False), sa.Column("person", ID),
        sa.Column("channel", sa.String(64), nullable=False), sa.Column("to", sa.LargeBinary()),
        sa.Column("text", sa.LargeBinary()), sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("errand", ID), sa.Column("state", sa.String(64), nullable=False),
        sa.Column("reply", sa.Boolean(), nullable=False),
        sa.Column("unprompted", sa.Boolean(), nullable=False),
        sa.Column("wakes", sa.Boolean(), nullable=False), sa.Column("created", AT),
        sa.Column("not_before", AT, nullable=False), sa.Column("expires", AT),
        sa.Column("tries", sa.Integer(), nullable=False), sa.Column("claimed", AT),
        sa.Column("look_up", sa.LargeBinary()), sa.Column("visit", ID), sa.Column("matter", ID),
        sa.Column("handed_over", AT), sa.Column("settled", AT), sa.Column("provider_id", sa.String(64)),
        sa.Column("code", sa.String(64)), sa.Column("written_by", sa.Integer()),
        sa.PrimaryKeyConstraint("municipality", "id", name="pk_message"),
    )  # fmt: skip
    op.create_index("ix_message_municipality_errand", "message", ["municipality", "errand"])
    op.create_index("ix_message_municipality_person_created", "message", ["municipality", "person", "created"])
    op.create_index("ix_message_provider_id", "message", ["provider_id"])
    op.create_index("ix_message_state_not_before", "message", ["state", "not_before"])
    op.create_table(
        "municipality", sa.Column("id", ID, nullable=False, autoincrement=False),
        sa.Column("name", sa.String(120), nullable=False), sa.Column("set_up", sa.JSON(), nullable=False),
        sa.Column("example", sa.Boolean(), nullable=False), sa.Column("created", AT),
        sa.PrimaryKeyConstraint("id", name="pk_municipality"),
    )  # fmt: skip
    op.create_table(
        "note", sa.Column("municipality", ID, nullable=False, autoincrement=False),
        sa.Column("id", ID, nullable=False, autoincrement=False), sa.Column("at", AT),
        sa.Column("event", sa.String(64), nullable=False), sa.Column("errand", ID),
        sa.Column("person", ID), sa.Column("data", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("municipality", "id", name="pk_note"),
    )  # fmt: skip
    op.create_index("ix_note_municipality_errand", "note", ["municipality", "errand"])
    op.create_index("ix_note_municipality_event_at", "note", ["municipality", "event", "at"])
    op.create_table(
        "stopped_number", sa.Column("municipality", ID, nullable=False, autoincrement=False),
        sa.Column("look_up", sa.LargeBinary(), nullable=False), sa.Column("at", AT),
        sa.PrimaryKeyConstraint("municipality", "look_up", name="pk_stopped_number"),
    )  # fmt: skip
    op.create_table(
        "user", sa.Column("id", sa.Integer(), nullable=False), sa.Column("municipality", sa.Integer()),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("email", sa.String(200), nullable=False), sa.Column("password", sa.String(200)),
        sa.Column("role", sa.String(64), nullable=False), sa.Column("created", AT),
        sa.Column("closed", AT), sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", AT), sa.PrimaryKeyConstraint("id", name="pk_user"),
        sa.UniqueConstraint("email", name="uq_user_email"),
    )  # fmt: skip
    op.create_table(
        "wake", sa.Column("municipality", ID, nullable=False, autoincrement=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("id", ID, nullable=False, autoincrement=False), sa.Column("due", AT, nullable=False),
        sa.Column("leased_until", AT), sa.Column("lease", sa.String(64)),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("municipality", "subject", "id", name="pk_wake"),
    )  # fmt: skip
    op.create_index("ix_wake_due", "wake", ["due"])
    op.create_table(
        "person", sa.Column("municipality", ID, nullable=False, autoincrement=False),
        sa.Column("id", ID, nullable=False, autoincrement=False), sa.Column("name", sa.LargeBinary()),
        sa.Column("language", sa.String(64), nullable=False),
        sa.Column("stopped", sa.Boolean(), nullable=False), sa.Column("created", AT),
        sa.Column("erased", AT), sa.PrimaryKeyConstraint("municipality", "id", name="pk_person"),
        sa.ForeignKeyConstraint(["municipality"], ["municipality.id"], name="fk_person_municipality"),
    )  # fmt: skip
    op.create_table(
        "address", sa.Column("municipality", ID, nullable=False, autoincrement=False),
        sa.Column("person", ID, nullable=False, autoincrement=False),
        sa.Column("channel", sa.String(64), nullable=False), sa.Column("value", sa.LargeBinary()),
        sa.Column("look_up", sa.LargeBinary(), nullable=False),
        sa.Column("works", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("municipality", "person", "channel", name="pk_address"),
        sa.ForeignKeyConstraint(["municipality", "person"],
            ["person.municipality", "person.id"], name="fk_address_municipality_person"),
    )  # fmt: skip
    op.create_index("ix_address_municipality_channel_look_up", "address", ["municipality", "channel", "look_up"])
    op.create_table(
        "errand", sa.Column("municipality", ID, nullable=False, autoincrement=False),
        sa.Column("id", ID, nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(64), nullable=False), sa.Column("recipient", ID, nullable=False),
        sa.Column("starts", AT), sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("details", sa.LargeBinary()), sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(64), nullable=False),
        sa.Column("postcode", sa.String(64), nullable=False),
        sa.Column("place", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False), sa.Column("created", AT),
        sa.Column("created_by", sa.Integer()), sa.Column("next_wave", AT), sa.Column("told_unfilled", AT),
        sa.Column("ask_first", ID), sa.PrimaryKeyConstraint("municipality", "id", name="pk_errand"),
        sa.ForeignKeyConstraint(["municipality", "recipient"],
            ["person.municipality", "person.id"], name="fk_errand_municipality_recipient"),
    )  # fmt: skip
    op.create_index("ix_errand_municipality_recipient", "errand", ["municipality", "recipient"])
    op.create_index("ix_errand_municipality_status_starts", "errand", ["municipality", "status", "starts"])
    op.create_table(
        "question", sa.Column("municipality", ID, nullable=False, autoincrement=False),
        sa.Column("person", ID, nullable=False, autoincrement=False),
        sa.Column("number", ID, nullable=False, autoincrement=False),
        sa.Column("about", sa.String(64), nullable=False), sa.Column("errand", ID, nullable=False),
        sa.Column("message", ID), sa.Column("asked", AT),
        sa.PrimaryKeyConstraint("municipality", "person", "number", name="pk_question"),
        sa.ForeignKeyConstraint(["municipality", "person"],
            ["person.municipality", "person.id"], name="fk_question_municipality_person"),
        sa.UniqueConstraint("municipality", "person", "errand", name="uq_question_municipality_person_errand"),
    )  # fmt: skip
    op.create_table(
        "recipient", sa.Column("municipality", ID, nullable=False, autoincrement=False),
        sa.Column("person", ID, nullable=False, autoincrement=False),
        sa.Column("postcode", sa.String(64), nullable=False),
        sa.Column("place", sa.String(64), nullable=False), sa.Column("street", sa.LargeBinary()),
        sa.Column("entry", sa.LargeBinary()), sa.Column("tell", sa.String(64), nullable=False),
        sa.Column("kin_name", sa.LargeBinary()), sa.Column("kin_phone", sa.LargeBinary()),
        sa.Column("known_only", sa.Boolean(), nullable=False),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("municipality", "person", name="pk_recipient"),
        sa.ForeignKeyConstraint(["municipality", "person"],
            ["person.municipality", "person.id"], name="fk_recipient_municipality_person"),
    )  # fmt: skip
    op.create_table(
        "talk", sa.Column("municipality", ID, nullable=False, autoincrement=False),
        sa.Column("person", ID, nullable=False, autoincrement=False), sa.Column("state", sa.LargeBinary()),
        sa.Column("human_since", AT), sa.Column("human", sa.Integer()), sa.Column("updated", AT),
        sa.PrimaryKeyConstraint("municipality", "person", name="pk_talk"),
        sa.ForeignKeyConstraint(["municipality", "person"],
            ["person.municipality", "person.id"], name="fk_talk_municipality_person"),
    )  # fmt: skip
    op.create_table(
        "volunteer", sa.Column("municipality", ID, nullable=False, autoincrement=False),
        sa.Column("person", ID, nullable=False, autoincrement=False),
        sa.Column("stage", sa.String(64), nullable=False), sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("availability", sa.JSON()), sa.Column("postcode", sa.String(64), nullable=False),
        sa.Column("place", sa.String(64), nullable=False),
        sa.Column("transport", sa.String(64), nullable=False), sa.Column("dislikes", sa.LargeBinary()),
        sa.Column("asks", sa.Integer(), nullable=False),
        sa.Column("asks_days", sa.Integer(), nullable=False), sa.Column("talk", sa.Date()),
        sa.Column("course", sa.Date()), sa.Column("pledge", sa.Date()),
        sa.Column("police_seen", sa.Date()), sa.Column("police_expires", sa.Date()),
        sa.Column("police_seen_by", sa.Integer()), sa.Column("born", sa.Integer()),
        sa.Column("paused", sa.Boolean(), nullable=False), sa.Column("paused_until", sa.Date()),
        sa.Column("registered", AT), sa.Column("waiting_since", AT),
        sa.PrimaryKeyConstraint("municipality", "person", name="pk_volunteer"),
        sa.ForeignKeyConstraint(["municipality", "person"],
            ["person.municipality", "person.id"], name="fk_volunteer_municipality_person"),
    )  # fmt: skip
    op.create_index("ix_volunteer_municipality_stage", "volunteer", ["municipality", "stage"])
    op.create_table(
        "offer", sa.Column("municipality", ID, nullable=False, autoincrement=False),
        sa.Column("errand", ID, nullable=False, autoincrement=False),
        sa.Column("volunteer", ID, nullable=False, autoincrement=False),
        sa.Column("state", sa.String(64), nullable=False), sa.Column("asked", AT),
        sa.Column("answered", AT), sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("municipality", "errand", "volunteer", name="pk_offer"),
        sa.ForeignKeyConstraint(["municipality", "errand"],
            ["errand.municipality", "errand.id"], name="fk_offer_municipality_errand"),
        sa.ForeignKeyConstraint(["municipality", "volunteer"],
            ["person.municipality", "person.id"], name="fk_offer_municipality_volunteer"),
    )  # fmt: skip
    op.create_index("ix_offer_municipality_volunteer_state", "offer", ["municipality", "volunteer", "state"])
    op.create_table(
        "visit", sa.Column("municipality", ID, nullable=False, autoincrement=False),
        sa.Column("id", ID, nullable=False, autoincrement=False), sa.Column("errand", ID, nullable=False),
        sa.Column("volunteer", ID, nullable=False), sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(64), nullable=False), sa.Column("taken", AT), sa.Column("asked", AT),
        sa.Column("confirmed", AT), sa.Column("reminded", AT), sa.Column("reminded_today", AT),
        sa.Column("details", AT), sa.Column("called", AT), sa.Column("checked_in", AT),
        sa.Column("ended", AT), sa.Column("why", sa.String(64)),
        sa.PrimaryKeyConstraint("municipality", "id", name="pk_visit"),
        sa.ForeignKeyConstraint(["municipality", "errand"],
            ["errand.municipality", "errand.id"], name="fk_visit_municipality_errand"),
        sa.ForeignKeyConstraint(["municipality", "volunteer"],
            ["person.municipality", "person.id"], name="fk_visit_municipality_volunteer"),
    )  # fmt: skip
    op.create_index("ix_visit_municipality_volunteer_state", "visit", ["municipality", "volunteer", "state"])
    op.create_index(
        "uq_visit_place", "visit", ["municipality", "errand", "place"], unique=True,
        sqlite_where=sa.text("state <> 'cancelled'"), postgresql_where=sa.text("state <> 'cancelled'"),
    )  # fmt: skip
    op.create_index(
        "uq_visit_volunteer", "visit", ["municipality", "errand", "volunteer"], unique=True,
        sqlite_where=sa.text("state <> 'cancelled'"), postgresql_where=sa.text("state <> 'cancelled'"),
    )  # fmt: skip


def downgrade() -> None:
    for table in (
        "visit", "offer", "volunteer", "talk", "recipient", "question", "errand", "address",
        "person", "wake", "user", "stopped_number", "note", "municipality", "message", "matter",
        "login", "invitation", "event",
    ):  # fmt: skip
        op.drop_table(table)
