"""What a worker tells of itself."""

import orjson
import pytest

from chat_app.bus import Envelope, Kind
from chat_app.services.vitals import Deliveries, Vitals, quantile


def noted(*milliseconds: float) -> Deliveries:
    deliveries = Deliveries()
    for each in milliseconds:
        deliveries.note(each / 1000)
    return deliveries


def test_a_quantile_is_in_the_bucket_of_what_it_stands_for() -> None:
    deliveries = noted(*[4.0] * 98, 40.0, 400.0)
    half, most = quantile(deliveries.counts, 0.5), quantile(deliveries.counts, 0.99)
    assert half is not None
    assert most is not None
    assert 3 <= half <= 5
    assert 30 <= most <= 50
    assert quantile(deliveries.counts, 1) == 500


def test_where_nothing_was_delivered_there_is_no_quantile() -> None:
    assert quantile(Deliveries().counts, 0.99) is None


@pytest.mark.parametrize(("took", "bucket"), [(-5.0, 0), (0.0, 0), (0.5, 0), (0.51, 1), (60_000.0, -1)])
def test_each_delivery_is_counted_once(took: float, bucket: int) -> None:
    counts = noted(took).counts
    assert counts[bucket] == sum(counts) == 1


def test_a_worker_hears_the_others_and_not_itself() -> None:
    sample = {"at": 1, "connections": 7, "messages_per_second": 2.5, "commits_per_second": 1}
    sample |= {"p50": None, "p99": None, "lag": 0.5}
    vitals = Vitals()
    (own,) = vitals.workers()
    for worker in (own, "another", "another"):
        vitals.hear(orjson.dumps({"worker": worker, **sample}).decode())
    assert {worker: one.connections for worker, one in vitals.workers().items()} == {own: 0, "another": 7}


def test_news_that_an_older_version_left_behind_is_still_understood() -> None:
    envelope = Envelope("c:1", Kind.MESSAGE, "{}", rev=3, outbox_id="x", received_at=1.5)
    fields = orjson.loads(envelope.encode())
    assert Envelope.decode(envelope.encode()) == envelope
    assert Envelope.decode(orjson.dumps(fields[:-1])) == envelope
    assert Envelope.decode(orjson.dumps(fields[:-2])).received_at == 0
