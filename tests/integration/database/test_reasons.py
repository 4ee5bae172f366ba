"""What the log tells of an error of the database."""

import pytest
from sqlalchemy import text
from sqlmodel import Session
from structlog.testing import capture_logs

from chat_app.errors import Unavailable
from tests.support.world import World

WRITTEN = "in confidence"
INSERT = text("INSERT INTO outbox (id, created_at, envelope) VALUES (:id, :at, :envelope)")


@pytest.mark.parametrize(
    "rows",
    [
        [{"id": WRITTEN, "at": 1, "envelope": WRITTEN}] * 2,  # not unique
        [{"id": WRITTEN, "at": None, "envelope": WRITTEN}],  # not whole
        [{"id": WRITTEN, "at": WRITTEN, "envelope": [WRITTEN]}],  # not of the type
    ],
)
async def test_what_was_to_be_stored_is_not_in_it(world: World, rows: list[dict[str, object]]) -> None:
    def insert(session: Session) -> None:
        for row in rows:
            session.execute(INSERT, row)

    with capture_logs() as logged:
        with pytest.raises(Unavailable):
            await world.runtime.database.write(insert)
        with pytest.raises(Unavailable):
            await world.runtime.database.read(insert)
    assert [line["event"] for line in logged] == ["write_failed", "read_failed"]
    assert all(line["error"] for line in logged)
    assert WRITTEN not in str(logged)
