"""Full collections come while nobody waits."""

import asyncio
import gc
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


async def collected(made: list[int]) -> None:
    await eventually(lambda: made or None, "a full collection")


async def started(made: list[int]) -> None:
    GarbageCollector().start()
    made.clear()
    for _ in range(10):
        gc.collect(1)


async def test_a_server_that_rests_collects_what_survived(
    full_collections: list[int], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(garbage, "_QUIET", 100)
    await started(full_collections)
    await collected(full_collections)


async def test_a_server_at_work_collects_only_when_much_survived(
    full_collections: list[int], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(garbage, "_QUIET", 0)
    await started(full_collections)
    await asyncio.sleep(0.1)
    assert not full_collections
    monkeypatch.setattr(garbage, "_OVERDUE", 10)
    await collected(full_collections)


async def test_new_objects_alone_never_bring_a_full_collection(
    full_collections: list[int], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(garbage, "_QUIET", 0)
    await started(full_collections)
    kept = [[] for _ in range(300_000)]
    assert gc.get_count()[2] > 10
    assert not full_collections
    del kept
