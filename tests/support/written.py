"""Long histories, written straight into the database: sending them would take longer than what is tested."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import create_engine, func, insert, select, update
from sqlmodel import Session, col

from chat_app.models import Conversation, Message
from chat_app.models.clock import now
from tests.support.servers import AppServer


def write_history(
    server: AppServer,
    conversation_id: str,
    author_id: str,
    count: int,
    *,
    every: timedelta = timedelta(seconds=1),
    begins: int = 1,
    thread_root: str | None = None,
) -> None:
    """Appends messages "Note 1", "Note 2" and so on, the last of them written just now.

    For a conversation that nobody has open: it is not told to anybody.
    """
    url = server.env["CHAT_DATABASE_URL"] or f"sqlite:///{server.data_dir / 'parley.db'}"
    append_notes(url, conversation_id, author_id, count, every=every, begins=begins, thread_root=thread_root)


def append_notes(
    url: str,
    conversation_id: str,
    author_id: str,
    count: int,
    *,
    every: timedelta = timedelta(seconds=1),
    begins: int = 1,
    thread_root: str | None = None,
) -> None:
    """The same, for the database at `url`."""
    engine = create_engine(url)
    with Session(engine) as session:
        here = col(Message.conversation_id) == conversation_id
        last = session.scalar(select(func.max(col(Message.seq))).where(here)) or 0
        rev = session.scalar(select(func.max(col(Message.rev))).where(here)) or 0
        step, end = every // timedelta(milliseconds=1), now()
        rows = [
            Message(
                conversation_id=conversation_id,
                seq=last + number,
                rev=rev + number,
                author_id=author_id,
                client_id=f"written-{last + number}",
                content_hash="",
                body=f"Note {begins + number - 1}",
                html=f"<p>Note {begins + number - 1}</p>",
                thread_root=thread_root,
                created_at=end - step * (count - number),
            ).model_dump()
            for number in range(1, count + 1)
        ]
        session.execute(insert(Message), rows)
        numbers = {"last_seq": last + count, "last_rev": rev + count}
        session.execute(update(Conversation).where(col(Conversation.id) == conversation_id).values(numbers))
        session.commit()
    engine.dispose()
