"""Mail: a server that takes us in. Nothing is sent."""

import asyncio
import ipaddress
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from aiosmtplib import SMTP, SMTPAuthenticationError, SMTPException

from chat_app.launcher.doctor.finding import Finding, ok, problem, warning
from chat_app.settings import Settings

_PORTS = {"smtp": 587, "smtps": 465}
_PATIENCE = 5


def check(settings: Settings) -> Iterator[Finding]:
    if settings.smtp_url is None:
        said = f"No mails are sent: they are written to {settings.data_dir / 'outbox'}."
        if settings.public_url is None:
            yield ok("mail", said)
        else:
            yield warning("mail", said, "Set CHAT_SMTP_URL, or nobody can be sent a new password.")
        return
    url = urlsplit(settings.smtp_url.get_secret_value())
    port = url.port or _PORTS[url.scheme]
    yield asyncio.run(
        _greeted(url.hostname or "", port, url.scheme == "smtps", unquote(url.username or ""), url.password)
    )


async def _greeted(host: str, port: int, is_tls: bool, user: str, password: str | None) -> Finding:
    where = f"{host}:{port}"
    server = SMTP(hostname=host, port=port, use_tls=is_tls, start_tls=None, timeout=_PATIENCE)
    try:
        await server.connect()
    except (SMTPException, OSError, ValueError) as error:
        advice = (
            "See CHAT_SMTP_URL: are host, port and scheme right (smtps:// for 465), and its certificate good?"
        )
        return problem("mail", f"{where} does not answer: {error or type(error).__name__}", advice)
    try:
        is_private = is_tls or (
            server.transport is not None and bool(server.transport.get_extra_info("sslcontext"))
        )
        if user and not is_private and not _is_here(host):
            advice = "Use smtps://, or a server with STARTTLS."
            return problem("mail", f"{where} offers no encryption, so the password was not sent.", advice)
        if user:
            await server.login(user, unquote(password or ""))
        await server.noop()
    except SMTPAuthenticationError as error:
        advice = "See CHAT_SMTP_URL: user and password, percent-encoded where they have special characters."
        return problem("mail", f"{where} does not take the password: {error.code} {error.message}", advice)
    except (SMTPException, OSError) as error:
        return problem("mail", f"{where} refuses: {error}", "See CHAT_SMTP_URL and the log of that server.")
    finally:
        server.close()
    if not is_private and not _is_here(host):
        return warning("mail", f"{where} takes mail without encryption.", "Use smtps:// or STARTTLS.")
    by = "with a password" if user else "without one"
    return ok("mail", f"{where} takes us in {by}{', encrypted' if is_private else ''}.")


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
