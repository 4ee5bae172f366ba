"""Ids and times."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_app.models.clock import from_iso, iso
from chat_app.models.ids import is_id, new_id


def test_ids_are_unique_ordered_by_time_and_recognised() -> None:
    ids = [new_id() for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert [i[:12] for i in ids] == sorted(i[:12] for i in ids)
    assert all(is_id(i) for i in ids)


@pytest.mark.parametrize("text", ["", "x", "0" * 27, "0" * 29, "é" * 28, "\0" * 28, "-" * 28])
def test_what_could_not_be_an_id_is_none(text: str) -> None:
    assert not is_id(text)


@given(st.integers(0, 4_000_000_000_000))
def test_a_time_survives_the_wire(at: int) -> None:
    assert from_iso(iso(at)) == at


def test_a_time_has_milliseconds_and_says_that_it_is_utc() -> None:
    assert iso(1_700_000_000_007) == "2023-11-14T22:13:20.007Z"


def test_a_time_without_an_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        from_iso("2026-01-02T03:04:05")
