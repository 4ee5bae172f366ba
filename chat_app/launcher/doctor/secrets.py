"""Keeps what nobody may read out of what is said: servers like to repeat what they were sent."""

import os
from urllib.parse import unquote, urlsplit

from chat_app.launcher.doctor.finding import Finding
from chat_app.launcher.logs import without_secrets
from chat_app.settings import Settings

_SHORTEST = 4
"""Shorter ones would be found in ordinary words."""


class Secrets:
    """Those of an installation."""

    def __init__(self, settings: Settings) -> None:
        smtp = settings.smtp_url.get_secret_value() if settings.smtp_url else None
        found = [settings.secret.get_secret_value() if settings.secret else None]
        found += [_password(url) for url in (settings.database_url, settings.redis_url, smtp)]
        found += [os.environ.get(name) for name in ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")]
        every = {form for secret in found if secret for form in (secret, unquote(secret))}
        self._all = sorted((secret for secret in every if len(secret) >= _SHORTEST), key=len, reverse=True)

    def hidden(self, finding: Finding) -> Finding:
        return finding._replace(said=self._without(finding.said), advice=self._without(finding.advice))

    def _without(self, text: str) -> str:
        for secret in self._all:
            text = text.replace(secret, "…")
        return " ".join(without_secrets(text).split())


def _password(url: str | None) -> str | None:
    try:
        return urlsplit(url).password if url else None
    except ValueError:
        return None
