"""A mail server in a thread of the tests: real SMTP, encrypted if wanted, with a password if wanted."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any, NamedTuple, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support.ports import free_port

USER, PASSWORD = "parley@mail", "p@ss/word:1"


class Accepted(NamedTuple):
    sender: str
    recipients: list[str]
    content: bytes
    was_encrypted: bool


class Smtp:
    """`mode` is `plain`, `starttls` (which is required then, and a password) or `tls`.

    `answers` are given to the next mails instead of taking them, such as "451 later".
    """

    def __init__(self, mode: str = "plain", folder: Path | None = None) -> None:
        self.mails: list[Accepted] = []
        self.answers: list[str] = []
        self.tried = 0
        self.mode = mode
        self.port = free_port()
        self.certificate = folder / "smtp.pem" if folder else None
        context = _certified(self.certificate) if self.certificate else None
        options: dict[str, Any] = {}
        if mode == "tls":
            options = {"ssl_context": context}
        elif mode == "starttls":
            options = {
                "tls_context": context,
                "require_starttls": True,
                "auth_required": True,
                "authenticator": _knows,
            }
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, **options)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._controller.stop()

    @property
    def url(self) -> str:
        scheme = "smtps" if self.mode == "tls" else "smtp"
        who = "parley%40mail:p%40ss%2Fword%3A1@" if self.mode == "starttls" else ""
        return f"{scheme}://{who}127.0.0.1:{self.port}"

    def settings(self) -> dict[str, str]:
        """What the server that sends here needs in its environment."""
        trust = {"SSL_CERT_FILE": str(self.certificate)} if self.certificate else {}
        return {"CHAT_SMTP_URL": self.url, **trust}

    @property
    def contents(self) -> list[bytes]:
        return [mail.content for mail in self.mails]

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.tried += 1
        if self.answers:
            return self.answers.pop(0)
        content = envelope.content
        assert isinstance(content, bytes)
        assert envelope.mail_from
        encrypted = self.mode == "tls" or session.ssl is not None
        self.mails.append(Accepted(envelope.mail_from, envelope.rcpt_tos, content, encrypted))
        return "250 taken"


def _knows(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (
        USER.encode(),
        PASSWORD.encode(),
    )
    return AuthResult(success=right)


def _certified(path: Path) -> ssl.SSLContext:
    """Of a certificate of its own, which is written to the path beside its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    today = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context
