"""What a back-up says of itself."""

import hashlib
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from chat_app.launcher.commands.command import Failed
from chat_app.settings import Settings
from chat_app.storage.files import sync_path

NAME = "manifest.json"
FILE_LIST = "files.sha256"
SECRET = "secret.key"  # noqa: S105 (a file's name)
DATABASES = {"sqlite": "database.sqlite", "postgresql": "database.dump"}


class Manifest(BaseModel):
    """`sums` has the checksum of each file beside it; `schema_revision` is that of the database's tables."""

    model_config = ConfigDict(frozen=True)

    version: str
    made_at: str
    schema_revision: str
    database: Literal["sqlite", "postgresql"]
    files: Literal["disk", "s3"]
    secret_fingerprint: str
    """Tells whether an installation signs with the same secret, and nothing else of it."""
    sums: dict[str, str]

    @classmethod
    def read(cls, folder: Path) -> Self:
        """
        Raises:
            Failed: there is none that can be read.
        """
        try:
            return cls.model_validate_json((folder / NAME).read_bytes())
        except FileNotFoundError:
            raise Failed(f"There is no back-up in {folder}.") from None
        except ValidationError:
            raise Failed(f"{folder / NAME} is not what a back-up has there.") from None

    def write(self, folder: Path) -> None:
        (folder / NAME).write_text(self.model_dump_json(indent=1) + "\n", encoding="utf-8")
        sync_path(folder / NAME)


def database_of(settings: Settings) -> Literal["sqlite", "postgresql"]:
    return "postgresql" if settings.database_url else "sqlite"


def files_of(settings: Settings) -> Literal["disk", "s3"]:
    return "s3" if settings.s3_bucket else "disk"


def fingerprint(secret: str) -> str:
    return hashlib.sha256(b"Parley's secret:" + secret.encode()).hexdigest()[:16]
