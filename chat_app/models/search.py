"""What search looks through."""

from sqlalchemy import BigInteger, Column, Index, Integer, Text, text
from sqlmodel import Field, SQLModel


class SearchEntry(SQLModel, table=True):
    """A message that can be found: of somebody, and not deleted.

    `no` counts upwards with time, so that the newest are found first. `words` is the folded body (see
    `folding`); which entries have a word is indexed by SQLite in the FTS5 table `search_index`, which
    triggers keep in step, and by PostgreSQL in `ix_search_entries_words`.
    """

    __tablename__ = "search_entries"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("ix_search_entries_conversation", "conversation_id", "no"),
        Index("ix_search_entries_author", "author_id", "no"),
        Index(
            "ix_search_entries_links", "no", sqlite_where=text("has_link"), postgresql_where=text("has_link")
        ),
    )

    no: int | None = Field(
        default=None,
        sa_column=Column(
            BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True, nullable=False
        ),
    )
    message_id: str = Field(foreign_key="messages.id", ondelete="CASCADE", unique=True)
    conversation_id: str
    author_id: str
    at: int = Field(sa_type=BigInteger)
    has_link: bool
    words: str = Field(sa_column=Column(Text, nullable=False))


class SearchWord(SQLModel, table=True):
    """Every word that was ever written, under each of its ends, so that a part of a word leads to it.

    A part of which nothing is known but where a word begins with it stands there as well: the whole word
    is one of its ends.
    """

    __tablename__ = "search_words"  # pyright: ignore[reportAssignmentType]

    part: str = Field(sa_column=Column(Text(collation="C").with_variant(Text(), "sqlite"), primary_key=True))
    word: str = Field(sa_column=Column(Text(collation="C").with_variant(Text(), "sqlite"), primary_key=True))
