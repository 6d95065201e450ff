"""Every provider of SMS behind one set of words, so that each is held to the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from bot.channels import Channel, Fate, sms
from bot.settings import Settings
from tests import fake_link
from tests.channels.webhooks import PUBLIC, Webhooks
from tests.fake_link import FakeLink
from tests.fake_twilio import FakeTwilio
from tests.twilio_forms import inbound, signed, status_form

NUMBER, SECOND, ANOTHERS = "+4759440000", "+4759440001", "+4759440002"
ID = "0a1b2c3d" * 4


@dataclass(frozen=True)
class Sent:
    """What the provider took."""

    name: str
    to: str
    sender: str
    text: str


class Provider(Protocol):
    fake: Any
    slow: str
    """The module that says how long we wait for an answer."""

    def settings(self, folder: Path, **given: Any) -> Settings: ...
    def sent(self) -> list[Sent]: ...
    def brings(self, hooks: Webhooks, sender: str, text: str, to: str = NUMBER, *, proven: bool = True) -> int: ...
    def tells(self, hooks: Webhooks, ref: str, fate: Fate, ours: str = NUMBER, *, proven: bool = True) -> int: ...


class OfTwilio:
    slow = "bot.channels.sms.twilio.SECONDS_TO_ANSWER"

    def __init__(self) -> None:
        self.fake = FakeTwilio(PUBLIC)
        self.fake.ours.add(SECOND)

    def settings(self, folder: Path, **given: Any) -> Settings:
        url = {"twilio_api_url": given["url"]} if "url" in given else {}
        return Settings(_env_file=None, data_dir=folder, **{**self.fake.given(), **url})

    def sent(self) -> list[Sent]:
        return [Sent(text.sid, text.to, text.sender, text.body) for text in self.fake.sent]

    def brings(self, hooks: Webhooks, sender: str, text: str, to: str = NUMBER, *, proven: bool = True) -> int:
        return self._posts(hooks, "/hooks/sms", inbound(f"SM{ID}", sender, text, To=to), proven)

    def tells(self, hooks: Webhooks, ref: str, fate: Fate, ours: str = NUMBER, *, proven: bool = True) -> int:
        status = {Fate.HANDED_OVER: "sent", Fate.DELIVERED: "delivered", Fate.UNDELIVERABLE: "undelivered"}[fate]
        form = {**status_form(f"SM{ID}", "+4790000001", status), "From": ours}
        return self._posts(hooks, f"/hooks/sms/status?ref={ref}", form, proven)

    def _posts(self, hooks: Webhooks, path: str, form: Mapping[str, str], proven: bool) -> int:
        headers = signed(PUBLIC + path, form, **({} if proven else {"token": "another"}))
        return hooks.web.post(path, data=dict(form), headers=headers).status_code


class OfLink:
    slow = "bot.channels.sms.link.SECONDS_TO_ANSWER"

    def __init__(self) -> None:
        self.fake = FakeLink()

    def settings(self, folder: Path, **given: Any) -> Settings:
        url = {"link_url": given["url"]} if "url" in given else {}
        return Settings(_env_file=None, data_dir=folder, public_url=PUBLIC, **{**self.fake.given(), **url})

    def sent(self) -> list[Sent]:
        return [Sent(t["messageId"], t["destination"], t["source"], t["userData"]) for t in self.fake.taken]

    def brings(self, hooks: Webhooks, sender: str, text: str, to: str = NUMBER, *, proven: bool = True) -> int:
        return self.posts(hooks, "in", fake_link.brought(ID, sender, text, to), proven)

    def tells(self, hooks: Webhooks, ref: str, fate: Fate, ours: str = NUMBER, *, proven: bool = True) -> int:
        code = {Fate.HANDED_OVER: 1000, Fate.DELIVERED: 1001, Fate.UNDELIVERABLE: 2106}[fate]
        return self.posts(hooks, "status", fake_link.report(f"{ref}.{ours}", ID, code), proven)

    def posts(self, hooks: Webhooks, what: str, said: object, proven: bool = True) -> int:
        secret = fake_link.SECRET if proven else fake_link.SECRET[:-1] + "x"
        body = json.dumps(said).encode()
        headers = {"Content-Type": "application/json"}
        return hooks.web.post(f"/hooks/link/{secret}/{what}", content=body, headers=headers).status_code


PROVIDERS: Mapping[str, type[OfTwilio] | type[OfLink]] = {"twilio": OfTwilio, "link": OfLink}


def opened(provider: Provider, folder: Path, **given: Any) -> Channel:
    channel = sms.connect(provider.settings(folder, **given))
    assert channel is not None
    return channel


def running(provider: Provider) -> AbstractContextManager[Any]:
    fake: AbstractContextManager[Any] = provider.fake
    return fake
