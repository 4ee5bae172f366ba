"""The bus on a cluster: each channel on the node that has its slot, wherever that goes."""

from chat_app.bus import EVERYONE, Envelope, Kind
from tests.integration.bus.conftest import NewEar
from tests.support.valkey_cluster import ValkeyCluster
from tests.support.waiting import eventually

GROUPS = [f"c:group{number}" for number in range(30)]
"""Enough for every node to have some."""


def news(rev: int, channel: str) -> Envelope:
    return Envelope(channel, Kind.MESSAGE, "{}", rev=rev)


async def test_each_worker_hears_on_every_node_of_what_it_listens_to_and_of_nothing_else(
    ear: NewEar, cluster: ValkeyCluster
) -> None:
    one, two = await ear(cluster.url), await ear(cluster.url)
    await one.bus.listen(GROUPS[:20])
    await two.bus.listen(GROUPS[10:])
    expected = {"parley:" + channel for channel in [EVERYONE, *GROUPS]}
    assert cluster.channels() == expected
    one.bus.publish([news(n, channel) for n, channel in enumerate(GROUPS)])
    await eventually(lambda: len(one.heard) == len(two.heard) == 20, "the news")
    assert {envelope.channel for envelope in one.heard} == set(GROUPS[:20])
    assert {envelope.channel for envelope in two.heard} == set(GROUPS[10:])
    await one.bus.ignore(GROUPS)
    await two.bus.ignore(GROUPS[20:])
    gone = {"parley:" + channel for channel in (*GROUPS[:10], *GROUPS[20:])}
    await eventually(lambda: cluster.channels() == expected - gone, "the end of the channels")


async def test_a_slot_that_moves_is_followed_and_only_its_channels_count_as_lost(
    ear: NewEar, cluster: ValkeyCluster
) -> None:
    one, two = await ear(cluster.url), await ear(cluster.url)
    for each in (one, two):
        await each.bus.listen(GROUPS)
    moving = GROUPS[0]
    name = "parley:" + moving
    source = cluster.owner(name)
    target = next(node for node in cluster.masters if node is not source)
    cluster.move(name, target)
    try:
        await eventually(lambda: one.lost and two.lost, "the notice")
        assert [one.lost, two.lost] == [[{moving}], [{moving}]]
        one.bus.publish([news(n, channel) for n, channel in enumerate(GROUPS)])
        await eventually(lambda: len(one.heard) == len(two.heard) == len(GROUPS), "the news")
        await eventually(lambda: len(one.published) == len(GROUPS), "the answers to the publisher")
        assert one.bus.healthy
        assert one.bus.reconnects == 0
    finally:
        cluster.move(name, source)


async def test_a_node_that_dies_is_replaced_and_only_its_channels_count_as_lost(ear: NewEar) -> None:
    cluster = ValkeyCluster()
    try:
        one, two = await ear(cluster.url), await ear(cluster.url)
        for each in (one, two):
            await each.bus.listen(GROUPS)
        doomed = cluster.masters[-1]
        concerned = {c for c in [EVERYONE, *GROUPS] if cluster.owner("parley:" + c) is doomed}
        doomed.stop()
        await eventually(lambda: not one.bus.healthy, "the loss")
        await eventually(lambda: one.bus.healthy and two.bus.healthy, "the replica's taking over", 30)
        for each in (one, two):
            assert set.union(*each.lost) == concerned
            assert each.bus.reconnects == 1
        before = len(two.heard)
        one.bus.publish([news(n, channel) for n, channel in enumerate(GROUPS)])
        await eventually(lambda: len(two.heard) == before + len(GROUPS), "the news")
    finally:
        cluster.close()
