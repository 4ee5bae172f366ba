"""Full collections walk what is new, and everything only while nobody waits."""

import gc
import weakref
from collections.abc import Generator
from typing import Any

import pytest

from chat_app.launcher import garbage
from chat_app.launcher.garbage import GarbageCollector
from tests.support.waiting import eventually


@pytest.fixture
def full_collections(monkeypatch: pytest.MonkeyPatch) -> Generator[list[int]]:
    """Grows with each one that is made from now on."""
    made: list[int] = []

    def note(phase: str, info: dict[str, Any]) -> None:
        if phase == "stop" and info["generation"] == 2:
            made.append(info["collected"])

    thresholds = gc.get_threshold()
    monkeypatch.setattr(garbage, "_EVERY", 0.01)
    gc.callbacks.append(note)
    yield made
    gc.callbacks.remove(note)
    gc.set_threshold(*thresholds)
    gc.unfreeze()


class Knot:
    """Garbage that only a collection finds, once it is let go."""

    def __init__(self) -> None:
        self.itself = self


async def a_frozen_knot(made: list[int]) -> weakref.ref[Knot]:
    """One that lived when the server last collected, and is garbage now."""
    GarbageCollector().start()
    knot = Knot()
    made.clear()
    for _ in range(10):
        gc.collect(1)
    await eventually(lambda: made or None, "a full collection")
    return weakref.ref(knot)


async def test_what_survives_is_not_walked_again_while_there_is_work(
    full_collections: list[int], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(garbage, "_QUIET", 0)
    monkeypatch.setattr(garbage, "_RESTED", 0)
    knot = await a_frozen_knot(full_collections)
    assert gc.get_freeze_count() > 0
    for _ in range(10):
        gc.collect(1)
    await eventually(lambda: len(full_collections) > 1 or None, "another one")
    assert knot() is not None


async def test_a_server_that_rests_walks_everything(
    full_collections: list[int], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(garbage, "_QUIET", 100)
    knot = await a_frozen_knot(full_collections)
    assert knot() is not None
    monkeypatch.setattr(garbage, "_RESTED", 0)
    await eventually(lambda: knot() is None or None, "its end")


async def test_where_very_much_is_frozen_everything_is_walked_whatever_is_going_on(
    full_collections: list[int], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(garbage, "_QUIET", 0)
    knot = await a_frozen_knot(full_collections)
    assert knot() is not None
    monkeypatch.setattr(garbage, "_MOST_FROZEN", 0)
    await eventually(lambda: knot() is None or None, "its end")


async def test_new_objects_alone_never_bring_a_full_collection(
    full_collections: list[int], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(garbage, "_EVERY", 60)
    GarbageCollector().start()
    full_collections.clear()
    kept = [[] for _ in range(300_000)]
    assert gc.get_count()[2] > 10
    assert not full_collections
    del kept
