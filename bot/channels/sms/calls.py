"""Calls to a number of ours at Twilio: what it is to do with each, in its own language for that."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.channels import Answer, Rang, Ring
from bot.channels.sms.hooks import answered, insist
from bot.channels.sms.proof import FORM, OF_CALLS, Fields, Proof
from bot.numbers import urn

CALL, ENDED = "/hooks/sms/call", "/hooks/sms/call/ended"
SECONDS_TO_RING = 25
VOICES = {"nb": "nb-NO", "nn": "nb-NO", "da": "da-DK", "en": "en-GB"}
CALL_SID = re.compile(r"CA[0-9a-f]{32}")
CALLER = re.compile(r"[+0-9A-Za-z .@:_-]{0,64}")
STATUS = re.compile(r"[a-z-]{1,20}")

Ours = Callable[[], Collection[str]]


def call_routes(proof: Proof, ours: Ours, ring: Ring) -> Sequence[BaseRoute]:
    async def take(request: Request, body: bytes, *, over: bool) -> Response:
        call = _call(proof.of(request, body, OF_CALLS), ours(), over=over)
        return Response(_in_twiml(await ring(call)), media_type="text/xml")

    async def rang(request: Request) -> Response:
        return await answered(request, FORM, partial(take, over=False))

    async def ended(request: Request) -> Response:
        return await answered(request, FORM, partial(take, over=True))

    return (Route(CALL, rang, methods=["POST"]), Route(ENDED, ended, methods=["POST"]))


def _call(fields: Fields, ours: Collection[str], *, over: bool) -> Rang:
    caller, to, status = fields.get("From", ""), urn(fields.get("To", "")), fields.get("DialCallStatus", "")
    insist("number", to in ours)
    insist("sid", CALL_SID.fullmatch(fields.get("CallSid", "")))
    insist("caller", CALLER.fullmatch(caller))
    insist("status", STATUS.fullmatch(status) if over else not status)
    insist("direction", fields.get("Direction") == "inbound")
    return Rang("sms", fields["CallSid"], caller, to, over=over, answered=status in ("completed", "answered"))


def _in_twiml(answer: Answer) -> str:
    from twilio.twiml.voice_response import VoiceResponse

    response = VoiceResponse()
    if answer.dial:
        response.dial(answer.dial, action=ENDED, timeout=SECONDS_TO_RING, answer_on_bridge=True)
    elif answer.say:
        response.say(answer.say, language=VOICES.get(answer.language, VOICES["nb"]))
    return str(response)
