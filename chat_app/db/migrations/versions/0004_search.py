"""Search"""

from collections.abc import Sequence

import sqlalchemy as sa
import structlog
from alembic import op

from chat_app.models.folding import fold, parts


revision: str = '0004'
down_revision: str | None = '0003'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

log = structlog.get_logger(__name__)

AT_A_TIME = 2_000

# Which entries have a word. The table holds no text of its own (external content), so triggers tell it what
# a row said before. Words are folded already: they are split at spaces and nowhere else.
SQLITE = (
    """
    CREATE VIRTUAL TABLE search_index USING fts5(
        words, content='search_entries', content_rowid='no', detail='none', columnsize=0,
        tokenize="unicode61 remove_diacritics 0 categories 'C* L* M* N* P* S*'"
    )
    """,
    """
    CREATE TRIGGER search_entries_insert AFTER INSERT ON search_entries BEGIN
        INSERT INTO search_index (rowid, words) VALUES (new.no, new.words);
    END
    """,
    """
    CREATE TRIGGER search_entries_delete AFTER DELETE ON search_entries BEGIN
        INSERT INTO search_index (search_index, rowid, words) VALUES ('delete', old.no, old.words);
    END
    """,
    """
    CREATE TRIGGER search_entries_update AFTER UPDATE OF words ON search_entries BEGIN
        INSERT INTO search_index (search_index, rowid, words) VALUES ('delete', old.no, old.words);
        INSERT INTO search_index (rowid, words) VALUES (new.no, new.words);
    END
    """,
)
# New entries wait in a list that every search has to read: a short one.
POSTGRES = """
    CREATE INDEX ix_search_entries_words ON search_entries USING gin (string_to_array(words, ' '))
    WITH (fastupdate = on, gin_pending_list_limit = 512)
"""


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == 'sqlite'
    number = sa.Integer() if sqlite else sa.BigInteger()
    word = sa.Text() if sqlite else sa.Text(collation='C')
    op.create_table('search_entries',
    sa.Column('no', number, autoincrement=True, nullable=False),
    sa.Column('message_id', sa.String(), nullable=False),
    sa.Column('conversation_id', sa.String(), nullable=False),
    sa.Column('author_id', sa.String(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('has_link', sa.Boolean(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['message_id'], ['messages.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('no'),
    sa.UniqueConstraint('message_id')
    )
    op.create_table('search_words',
    sa.Column('part', word, nullable=False),
    sa.Column('word', word, nullable=False),
    sa.PrimaryKeyConstraint('part', 'word'),
    sqlite_with_rowid=False
    )
    if sqlite:
        for statement in SQLITE:
            op.execute(statement)
    _index_what_is_there()
    op.create_index('ix_search_entries_conversation', 'search_entries', ['conversation_id', 'no'], unique=False)
    op.create_index('ix_search_entries_author', 'search_entries', ['author_id', 'no'], unique=False)
    op.create_index('ix_search_entries_links', 'search_entries', ['no'], unique=False, sqlite_where=sa.text('has_link'), postgresql_where=sa.text('has_link'))
    if not sqlite:
        op.execute(POSTGRES)


def _index_what_is_there() -> None:
    connection = op.get_bind()
    read = sa.text(
        "SELECT id, conversation_id, author_id, created_at, html, body FROM messages"
        " WHERE id > :last AND kind = 'user' AND NOT deleted ORDER BY id LIMIT :most"
    )
    write = sa.text(
        "INSERT INTO search_entries (message_id, conversation_id, author_id, at, has_link, words)"
        " VALUES (:message_id, :conversation_id, :author_id, :at, :has_link, :words)"
    )
    learn = sa.text("INSERT INTO search_words (part, word) VALUES (:part, :word)")
    known: set[str] = set()
    last, done = "", 0
    while rows := connection.execute(read, {"last": last, "most": AT_A_TIME}).all():
        entries = [
            {
                "message_id": row.id,
                "conversation_id": row.conversation_id,
                "author_id": row.author_id,
                "at": row.created_at,
                "has_link": "<a " in row.html,
                "words": fold(row.body),
            }
            for row in rows
        ]
        connection.execute(write, entries)
        new = {word for entry in entries for word in entry["words"].split()} - known
        if new:
            connection.execute(learn, [{"part": part, "word": word} for word in new for part in parts(word)])
        known |= new
        last, done = rows[-1].id, done + len(rows)
        if done % (25 * AT_A_TIME) == 0:
            log.info("indexed_for_search", messages=done)
