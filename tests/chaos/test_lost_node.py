"""A slot moves and a node of the cluster dies while people talk over two servers that share it."""

import asyncio
import random
from collections.abc import Iterator

import pytest

from tests.chaos.conftest import MeetOverTwo
from tests.support.ports import wait_until
from tests.support.valkey import ask
from tests.support.valkey_cluster import ValkeyCluster


@pytest.fixture
def mortal_cluster() -> Iterator[ValkeyCluster]:
    """One that other tests do not use."""
    cluster = ValkeyCluster()
    yield cluster
    cluster.close()


@pytest.mark.timeout(300)
async def test_people_on_two_servers_end_equal_though_their_channel_moved_and_its_node_died(
    meet_over_two: MeetOverTwo, mortal_cluster: ValkeyCluster, chance: random.Random
) -> None:
    cluster = mortal_cluster
    async with meet_over_two(cluster.url) as crowd:
        await crowd.work(acks=10)
        channel = f"parley:c:{crowd.conversation_id}"
        assert channel in cluster.channels()
        doomed = cluster.masters[-1]  # the one that has a replica
        other = next(node for node in cluster.masters[:-1] if node is not cluster.owner(channel))
        for target in (other, doomed):
            await asyncio.to_thread(cluster.move, channel, target)
            await crowd.work(acks=chance.randint(10, 30))
        doomed.stop()
        await crowd.work(acks=chance.randint(10, 30))

        def is_followed() -> bool:
            """Both servers listen to the node that took over."""
            return ask(cluster.replica, "PUBSUB", "SHARDNUMSUB", channel) == [channel.encode(), 2]

        await asyncio.to_thread(wait_until, is_followed, "the servers' coming to the replica")
        await crowd.work(acks=10)
        await crowd.reckon()
