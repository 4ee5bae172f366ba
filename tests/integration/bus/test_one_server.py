"""The bus on one server: what is lost is told, however the line ends."""

import asyncio

from chat_app.bus import EVERYONE, Envelope, Kind
from tests.chaos.wire_cut import Wire
from tests.integration.bus.conftest import NewEar
from tests.support.valkey import Valkey, ask
from tests.support.waiting import eventually

GROUP, OTHER = "c:group", "c:other"


def news(rev: int, channel: str = GROUP) -> Envelope:
    return Envelope(channel, Kind.MESSAGE, "{}", rev=rev)


async def test_a_worker_hears_of_what_it_listens_to_and_of_nothing_else(ear: NewEar, valkey: Valkey) -> None:
    one, two = await ear(valkey.url), await ear(valkey.url)
    await two.bus.listen([GROUP])
    one.bus.publish([news(1), news(2, OTHER), news(3)])
    await eventually(lambda: two.revs == [1, 3], "the news")
    assert one.heard == []
    assert [envelope.rev for envelope in one.published] == [1, 2, 3]


async def test_a_worker_is_subscribed_only_while_somebody_listens(ear: NewEar, valkey: Valkey) -> None:
    one, two = await ear(valkey.url), await ear(valkey.url)
    for each in (one, two):
        await each.bus.listen([GROUP])
    await one.bus.ignore([GROUP])
    one.bus.publish([news(1)])
    await eventually(lambda: two.revs == [1], "the news")
    assert one.heard == []
    assert ask(valkey, "PUBSUB NUMSUB", "parley:" + GROUP) == [(b"parley:c:group", 1)]
    await two.bus.ignore([GROUP])
    await eventually(lambda: ask(valkey, "PUBSUB CHANNELS") == [b"parley:everyone"], "the end of the channel")


async def test_who_leaves_and_comes_back_at_once_hears_everything(ear: NewEar, valkey: Valkey) -> None:
    one = await ear(valkey.url)
    for rev in range(1, 30):
        await one.bus.listen([GROUP])
        one.bus.publish([news(rev)])
        await eventually(lambda rev=rev: one.revs[-1:] == [rev], "the news")
        await one.bus.ignore([GROUP])
    assert one.revs == list(range(1, 30))
    assert one.lost == []


async def test_after_a_break_the_worker_is_told_on_which_channels_it_may_have_missed_something(
    ear: NewEar, mortal_valkey: Valkey
) -> None:
    one = await ear(mortal_valkey.url)
    await one.bus.listen([GROUP])
    mortal_valkey.stop()
    await eventually(lambda: not one.bus.healthy, "the loss")
    await one.bus.listen([OTHER])
    assert one.lost == []
    mortal_valkey.start()
    await eventually(lambda: one.lost, "the return")
    assert set.union(*one.lost) == {EVERYONE, GROUP, OTHER}
    assert one.bus.healthy
    assert one.bus.reconnects == 1
    one.bus.publish([news(1), news(2, OTHER)])
    await eventually(lambda: one.revs == [1, 2], "the news")


async def test_without_redis_a_worker_hears_itself_at_once_and_nothing_counts_as_published(
    ear: NewEar, mortal_valkey: Valkey
) -> None:
    one = await ear(mortal_valkey.url)
    await one.bus.listen([GROUP])
    mortal_valkey.stop()
    await eventually(lambda: not one.bus.healthy, "the loss")
    one.bus.publish([news(1)])
    assert one.revs == [1]
    assert one.published == []


async def test_receipts_that_could_not_be_published_are_when_it_can_be_again(
    ear: NewEar, mortal_valkey: Valkey
) -> None:
    """Others may be back before, and read SQL too early for them."""
    one, two = await ear(mortal_valkey.url), await ear(mortal_valkey.url)
    await two.bus.listen([GROUP])
    mortal_valkey.stop()
    await eventually(lambda: not (one.bus.healthy or two.bus.healthy), "the loss")
    one.bus.publish([Envelope(GROUP, Kind.RECEIPT, "1", subject="anna"), news(1)])
    one.bus.publish([Envelope(GROUP, Kind.RECEIPT, "2", subject="anna")])
    await one.bus._queue.join()
    mortal_valkey.start()
    await eventually(lambda: [e.event for e in two.heard if e.kind is Kind.RECEIPT] == ["2"], "the receipt")


async def test_who_cannot_publish_is_not_healthy_until_it_can_again(ear: NewEar, valkey: Valkey) -> None:
    """Though it still hears the others."""
    one, two = await ear(valkey.url), await ear(valkey.url)
    await two.bus.listen([GROUP])
    ask(valkey, "ACL SETUSER", "default", "-publish")
    one.bus.publish([Envelope(GROUP, Kind.RECEIPT, "1", subject="anna")])
    await eventually(lambda: not one.bus.healthy, "the notice")
    assert two.heard == []
    ask(valkey, "ACL SETUSER", "default", "+publish")
    await eventually(lambda: one.bus.healthy, "the return")
    await eventually(lambda: [e.event for e in two.heard] == ["1"], "the receipt")


async def test_two_who_begin_to_listen_at_once_both_wait_until_nothing_can_be_missed(
    ear: NewEar, valkey: Valkey
) -> None:
    async with Wire(valkey.url) as wire:
        one, other = await ear(wire.url), await ear(valkey.url)
        wire.hold()
        first = asyncio.create_task(one.bus.listen([GROUP]))
        await asyncio.sleep(0)
        second = asyncio.create_task(one.bus.listen([OTHER, GROUP]))
        done, _ = await asyncio.wait({first, second}, timeout=0.2)
        assert done == set()
        wire.mend()
        await asyncio.gather(first, second)
        other.bus.publish([news(1), news(2, OTHER)])
        await eventually(lambda: one.revs == [1, 2], "the news")


async def test_a_network_that_swallows_everything_is_a_loss_within_seconds(
    ear: NewEar, valkey: Valkey
) -> None:
    """Neither end of such a connection is ever told that it is one."""
    async with Wire(valkey.url) as wire:
        deaf, other = await ear(wire.url), await ear(valkey.url)
        await deaf.bus.listen([GROUP])
        await eventually(lambda: deaf.bus.lag, "the first beat")
        wire.hold()
        other.bus.publish([news(1)])
        deaf.bus.publish([news(2)])
        await eventually(lambda: deaf.revs == [2], "what it says to itself", 12)
        await eventually(lambda: not deaf.bus.healthy and deaf.bus.lag is None, "the notice")
        wire.mend()
        await eventually(lambda: deaf.lost, "the return")
        assert set.union(*deaf.lost) == {EVERYONE, GROUP}
        await eventually(lambda: deaf.bus.healthy, "the publisher's return")
        assert deaf.bus.reconnects == 1


async def test_the_lag_is_that_of_a_round_trip(ear: NewEar, valkey: Valkey) -> None:
    one = await ear(valkey.url)
    lag = await eventually(lambda: one.bus.lag, "the first beat")
    assert 0 < lag < 1
