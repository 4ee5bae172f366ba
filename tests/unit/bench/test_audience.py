"""The benchmark's own ears: a run in which a message was lost, doubled or changed must not look well."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from bench.audience import MESSAGE_FIELDS, Audience, Hall
from bench.wire import Socket

ROOM = "room"


@pytest.fixture
async def audience() -> Audience:
    found = Audience()
    found.sent |= {f"c{rev}": (f"Message {rev}", 0.0) for rev in range(1, 10)}
    return found


@pytest.fixture
async def listener(audience: Audience) -> Socket:
    """Somebody in sync with an empty room."""
    socket = Socket(audience, 0, {})
    socket.is_synced = True
    socket.revs[ROOM] = 0
    return socket


def message(rev: int, **other: Any) -> dict[str, Any]:
    fields = dict.fromkeys(MESSAGE_FIELDS, None)
    return fields | {
        "conversation_id": ROOM,
        "rev": rev,
        "client_id": f"c{rev}",
        "body": f"Message {rev}",
        **other,
    }


def bring(audience: Audience, socket: Socket, *messages: dict[str, Any]) -> None:
    """One frame with these messages."""
    events = [
        {"type": "message", "conversation_id": each["conversation_id"], "rev": each["rev"], "message": each}
        for each in messages
    ]
    payload = b"42/chat," + orjson.dumps(["events", events])
    audience.hear(socket, audience.known.get(payload) or audience.read(payload))


async def test_what_comes_whole_and_in_order_has_no_fault(audience: Audience, listener: Socket) -> None:
    bring(audience, listener, message(1), message(2))
    bring(audience, listener, message(3))
    assert audience.faults == []
    assert audience.deliveries == 3


@pytest.mark.parametrize(
    "frames",
    [
        pytest.param([[1], [3]], id="lost between two frames"),
        pytest.param([[1, 3]], id="lost inside of a frame"),
        pytest.param([[1], [1]], id="brought twice"),
        pytest.param([[2], [1]], id="the wrong way round"),
    ],
)
async def test_a_message_that_is_not_the_next_one_is_a_fault(
    audience: Audience, listener: Socket, frames: list[list[int]]
) -> None:
    for revs in frames:
        bring(audience, listener, *map(message, revs))
    assert audience.fault_count


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"body": "Something else"}, id="another body"),
        pytest.param({"client_id": "unknown"}, id="a message that nobody sent"),
        pytest.param({"conversation_id": "elsewhere"}, id="a room that sync did not name"),
        pytest.param({"surplus": 1}, id="a field too many"),
    ],
)
async def test_a_message_that_is_not_what_was_sent_is_a_fault(
    audience: Audience, listener: Socket, other: dict[str, Any]
) -> None:
    bring(audience, listener, message(1, **other))
    assert audience.fault_count


async def test_a_frame_that_one_has_heard_counts_for_nobody_else(
    audience: Audience, listener: Socket
) -> None:
    other = Socket(audience, 0, {})
    hall = Hall([listener, other])
    audience.hall = hall
    bring(audience, listener, message(1))
    assert hall.whole == 0
    other.revs[ROOM] = 0
    bring(audience, other, message(1))
    assert hall.whole == 1


@pytest.mark.parametrize("came", [[], [2], [2, 3]])
async def test_a_sync_that_stops_before_its_end_is_a_fault(audience: Audience, came: list[int]) -> None:
    answer = {"changes": {ROOM: [message(rev) for rev in came]}, "reset": []}
    audience.check_changes(ROOM, 1, 4, answer)
    assert audience.fault_count


async def test_a_sync_with_what_was_missed_has_no_fault(audience: Audience) -> None:
    answer = {"changes": {ROOM: [message(2), message(3)]}, "reset": []}
    audience.check_changes(ROOM, 1, 3, answer)
    assert audience.faults == []
