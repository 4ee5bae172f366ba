"""What there is once per installation."""

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel


class Installation(SQLModel, table=True):
    """The one row with id 1.

    `revocations` counts ended sessions. Every bus event carries the number that its transaction saw,
    so a worker that missed the news of a sign-out notices it before it delivers. `profiles` counts changes
    of names and pictures, which stand in messages without being a change of those.
    """

    __tablename__ = "installation"  # pyright: ignore[reportAssignmentType]

    id: int = Field(default=1, primary_key=True)
    revocations: int = 0
    profiles: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class Setting(SQLModel, table=True):
    """What an admin has set on the settings page; `value` is JSON. The environment goes before it."""

    __tablename__ = "settings"  # pyright: ignore[reportAssignmentType]

    name: str = Field(primary_key=True)
    value: str = Field(sa_column=Column(Text, nullable=False))
