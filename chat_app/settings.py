"""Every setting, typed. Names, meaning and defaults are those of the table in docs/operations.md."""

import ipaddress
import secrets
from email.utils import parseaddr
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from chat_app.errors import StartError

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")
DEFAULT_PORTS = {"http": 80, "https": 443}
SMTP_PORTS = {"smtp": 587, "smtps": 465}


def _addresses(value: object) -> object:
    if not isinstance(value, str):
        return value
    parts = [part.strip() for part in value.split(",") if part.strip()]
    return [str(ipaddress.ip_network(part, strict=False)) for part in parts]


def _origin(value: object) -> object:
    if value is None or value == "":
        return None
    url = urlsplit(str(value).rstrip("/"))
    if (
        url.scheme not in DEFAULT_PORTS
        or not url.hostname
        or url.path
        or url.query
        or url.fragment
        or url.username
    ):
        raise ValueError("must be an origin such as https://chat.example.org")
    host = f"[{url.hostname}]" if ":" in url.hostname else url.hostname
    port = "" if url.port in (None, DEFAULT_PORTS[url.scheme]) else f":{url.port}"
    return f"{url.scheme}://{host}{port}"


def _database_url(value: object) -> object:
    if value is None or value == "":
        return None
    text = str(value)
    for scheme in ("postgresql://", "postgres://", "postgresql+psycopg://"):
        if text.startswith(scheme):
            _ = urlsplit(text).port  # ValueError where it is no number
            return "postgresql+psycopg://" + text.removeprefix(scheme)
    raise ValueError("must start with postgresql:// (leave it out to use SQLite)")


def _redis_url(value: object) -> object:
    if value is None or value == "":
        return None
    if not str(value).startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("must start with redis:// or rediss://")
    return value


def _smtp_url(value: object) -> object:
    if value is None or value == "":
        return None
    text = str(value)
    url = urlsplit(text)
    if (
        url.scheme not in SMTP_PORTS
        or not url.hostname
        or url.path not in ("", "/")
        or url.query
        or url.fragment
        or url.port == 0
        or not text.isprintable()
    ):
        raise ValueError("must be smtp://user:password@host:port or smtps://…")
    return text


def _sender(value: object) -> object:
    if value is None or value == "":
        return None
    text = str(value)
    name, at, domain = parseaddr(text)[1].rpartition("@")
    if not (name and at and domain and text.isprintable()):
        raise ValueError("must be an address such as Parley <chat@example.org>")
    return text


def _none_if_empty(value: object) -> object:
    return None if value == "" else value


class Settings(BaseSettings):
    """What the person who runs the installation may set, from the environment or `.env`."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True, validate_default=True
    )

    port: int = Field(3000, alias="PORT", ge=1, le=65535)
    host: str = Field("127.0.0.1", alias="HOST", min_length=1)
    data_dir: Path = Field(Path("data"), alias="CHAT_DATA_DIR")
    database_url: Annotated[str | None, BeforeValidator(_database_url)] = Field(
        None, alias="CHAT_DATABASE_URL"
    )
    database_pool_size: int = Field(10, alias="CHAT_DATABASE_POOL_SIZE", ge=2, le=200)
    redis_url: Annotated[str | None, BeforeValidator(_redis_url)] = Field(None, alias="CHAT_REDIS_URL")
    workers: int = Field(1, alias="CHAT_WORKERS", ge=1, le=64)
    secret: Annotated[SecretStr | None, BeforeValidator(_none_if_empty)] = Field(
        None, alias="CHAT_SECRET_KEY"
    )
    public_url: Annotated[str | None, BeforeValidator(_origin)] = Field(None, alias="CHAT_PUBLIC_URL")
    trusted_proxies: Annotated[list[str], NoDecode, BeforeValidator(_addresses)] = Field(
        default_factory=list[str], alias="CHAT_TRUSTED_PROXIES"
    )
    registration: Literal["open", "invite", "closed"] = Field("open", alias="CHAT_REGISTRATION")
    s3_bucket: Annotated[str | None, BeforeValidator(_none_if_empty)] = Field(None, alias="CHAT_S3_BUCKET")
    s3_endpoint_url: Annotated[str | None, BeforeValidator(_none_if_empty)] = Field(
        None, alias="CHAT_S3_ENDPOINT_URL"
    )
    s3_public_url: Annotated[str | None, BeforeValidator(_origin)] = Field(None, alias="CHAT_S3_PUBLIC_URL")
    s3_region: Annotated[str | None, BeforeValidator(_none_if_empty)] = Field(None, alias="CHAT_S3_REGION")
    cdn_base_url: Annotated[str | None, BeforeValidator(_none_if_empty)] = Field(
        None, alias="CHAT_CDN_BASE_URL"
    )
    cdn_key_pair_id: Annotated[str | None, BeforeValidator(_none_if_empty)] = Field(
        None, alias="CHAT_CDN_KEY_PAIR_ID"
    )
    cdn_private_key_file: Annotated[Path | None, BeforeValidator(_none_if_empty)] = Field(
        None, alias="CHAT_CDN_PRIVATE_KEY_FILE"
    )
    max_upload_bytes: int = Field(100 * 1024 * 1024, alias="CHAT_MAX_UPLOAD_BYTES", ge=1)
    user_quota_bytes: int = Field(0, alias="CHAT_USER_QUOTA_BYTES", ge=0)
    storage_quota_bytes: int = Field(0, alias="CHAT_STORAGE_QUOTA_BYTES", ge=0)
    rate_limits: Literal["on", "off"] = Field("on", alias="CHAT_RATE_LIMITS")
    log_format: Literal["text", "json"] = Field("text", alias="CHAT_LOG_FORMAT")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", alias="CHAT_LOG_LEVEL")
    smtp_url: Annotated[SecretStr | None, BeforeValidator(_smtp_url)] = Field(None, alias="CHAT_SMTP_URL")
    mail_from: Annotated[str | None, BeforeValidator(_sender)] = Field(None, alias="CHAT_MAIL_FROM")

    @model_validator(mode="before")
    @classmethod
    def _leave_to_admins(cls, values: dict[str, Any]) -> dict[str, Any]:
        """What an admin may set too is not set here by an empty value."""
        names = ("CHAT_REGISTRATION", "CHAT_MAX_UPLOAD_BYTES", "CHAT_USER_QUOTA_BYTES")
        return {name: value for name, value in values.items() if value != "" or name not in names}

    @model_validator(mode="after")
    def _fit_together(self) -> Self:
        if self.workers > 1 and not (self.redis_url and self.database_url):
            raise ValueError(
                "CHAT_WORKERS: more than 1 needs CHAT_REDIS_URL and CHAT_DATABASE_URL (PostgreSQL)"
            )
        if self.secret and len(self.secret.get_secret_value()) < 32:
            raise ValueError("CHAT_SECRET_KEY: must have at least 32 characters")
        cdn = (self.cdn_base_url, self.cdn_key_pair_id, self.cdn_private_key_file)
        if any(cdn) and not all(cdn):
            raise ValueError(
                "CHAT_CDN_BASE_URL: needs CHAT_CDN_KEY_PAIR_ID and CHAT_CDN_PRIVATE_KEY_FILE beside it"
            )
        return self

    @cached_property
    def origins(self) -> tuple[str, ...]:
        """The origins that may open the WebSocket or write with cookies, exactly as browsers send them."""
        if self.public_url:
            return (self.public_url,)
        return tuple(
            f"http://{name}:{self.port}" if self.port != 80 else f"http://{name}" for name in LOOPBACK_NAMES
        )

    @property
    def base_url(self) -> str:
        """The origin to put into links that leave the page, such as invites and mails."""
        return self.origins[0]

    @property
    def secure_cookie(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def cookie_name(self) -> str:
        """Browsers share cookies between the ports of one host; the port keeps installations apart."""
        url = urlsplit(self.base_url)
        name = f"parley_session_{url.port or DEFAULT_PORTS[url.scheme]}"
        # With this prefix browsers take it from nobody but this very host, and only by https.
        return f"__Host-{name}" if self.secure_cookie else name

    @property
    def sqlite_path(self) -> Path:
        return self.data_dir / "parley.db"

    @cached_property
    def secret_key(self) -> str:
        """Signs tokens and URLs. Made once and kept in the data dir where `CHAT_SECRET_KEY` is absent."""
        if self.secret:
            return self.secret.get_secret_value()
        self.data_dir.mkdir(parents=True, exist_ok=True)
        path = self.data_dir / "secret.key"
        if not path.exists():
            # A hard link is made whole or not at all, so of several workers that start at once one wins.
            draft = self.data_dir / f".secret.{secrets.token_hex(8)}"
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_urlsafe(48))
            try:
                path.hardlink_to(draft)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return path.read_text().strip()


def describe(error: ValidationError) -> str:
    """One line that names the setting and what is wrong with it."""
    problems: list[str] = []
    for problem in error.errors():
        reason = problem["msg"].removeprefix("Value error, ")
        where = ".".join(str(part) for part in problem["loc"][:1])
        problems.append(f"{where}: {reason}" if where else reason)
    return "Wrong setting: " + "; ".join(problems)


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process, read once.

    Raises:
        StartError: a value is wrong; the message is one line that names the setting.
    """
    try:
        return Settings()  # pyright: ignore[reportCallIssue]  (the values come from the environment)
    except ValidationError as error:
        raise StartError(describe(error)) from None
