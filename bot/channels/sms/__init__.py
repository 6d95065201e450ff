"""SMS, through the provider the settings name; its library is not read in before."""

from __future__ import annotations

from bot.channels import Channel
from bot.settings import Settings


def connect(settings: Settings) -> Channel | None:
    """The provider, when its settings are there; else simulated phones take its place."""
    if settings.sms_provider == "link":
        from bot.channels.sms import link

        return link.connect(settings)
    from bot.channels.sms import twilio

    return twilio.connect(settings)
