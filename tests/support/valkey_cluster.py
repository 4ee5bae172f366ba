"""Several Valkeys that are a cluster."""

import redis
from redis.crc import REDIS_CLUSTER_HASH_SLOTS, key_slot

from tests.support.ports import free_port, wait_until
from tests.support.valkey import Valkey, ask

MASTERS = 3


class ValkeyCluster:
    """Three nodes with a third of the slots each, and one more that takes over from the last if that dies.

    A node that is started again knows its place, and nothing else.
    """

    def __init__(self) -> None:
        self._bus_ports = [free_port() for _ in range(MASTERS + 1)]
        self.nodes = [
            Valkey(
                *("--cluster-enabled", "yes", "--cluster-port", str(port)),
                *("--cluster-node-timeout", "1000", "--cluster-replica-validity-factor", "0"),
                *("--repl-diskless-sync-delay", "0"),
            )
            for port in self._bus_ports
        ]
        self.masters = self.nodes[:MASTERS]
        self.replica = self.nodes[MASTERS]
        self.url = self.nodes[0].url
        try:
            self._join()
        except BaseException:
            self.close()
            raise

    def owner(self, key: str) -> Valkey:
        """The node that has the key, or the channel, as the first node sees it."""
        slot = key_slot(key.encode())
        with redis.Redis.from_url(self.url) as client:
            slots = client.execute_command("CLUSTER SLOTS")
        port = next(primary[1] for first, last, primary, *_ in slots if first <= slot <= last)
        return next(node for node in self.nodes if node.port == port)

    def move(self, key: str, to: Valkey) -> None:
        """Gives the slot of a key to another node, with what is in it, as an administrator would."""
        slot = key_slot(key.encode())
        source = self.owner(key)
        if source is to:
            return
        ask(to, "CLUSTER SETSLOT", slot, "IMPORTING", self._id(source))
        ask(source, "CLUSTER SETSLOT", slot, "MIGRATING", self._id(to))
        while keys := ask(source, "CLUSTER GETKEYSINSLOT", slot, 100):
            ask(source, "MIGRATE", "127.0.0.1", to.port, "", 0, 5000, "KEYS", *keys)
        for node in (to, source, *(set(self.masters) - {to, source})):
            ask(node, "CLUSTER SETSLOT", slot, "NODE", self._id(to))

    def channels(self) -> set[str]:
        """All channels of sharded pub/sub that somebody is subscribed to."""
        return {name.decode() for node in self.masters for name in ask(node, "PUBSUB SHARDCHANNELS")}

    def flush(self) -> None:
        """Empties it while it runs."""
        for node in self.masters:
            node.flush()

    def close(self) -> None:
        """Ends all of them for good."""
        for node in self.nodes:
            node.close()

    def _join(self) -> None:
        bounds = [REDIS_CLUSTER_HASH_SLOTS * n // MASTERS for n in range(MASTERS + 1)]
        for n, node in enumerate(self.masters):
            ask(node, "CLUSTER ADDSLOTSRANGE", bounds[n], bounds[n + 1] - 1)
            ask(node, "CLUSTER SET-CONFIG-EPOCH", n + 1)
        for one in self.nodes:  # each meets all, or the news would go round for seconds
            for node, port in zip(self.nodes, self._bus_ports, strict=True):
                if one is not node:
                    ask(one, "CLUSTER MEET", "127.0.0.1", node.port, port)
        wait_until(lambda: all(self._knows_all(node) for node in self.nodes), "the cluster's coming together")
        ask(self.replica, "CLUSTER REPLICATE", self._id(self.masters[-1]))
        wait_until(self._has_replica, "the replica's coming up")

    def _knows_all(self, node: Valkey) -> bool:
        told = ask(node, "CLUSTER INFO")
        return told["cluster_state"] == "ok" and told["cluster_known_nodes"] == str(len(self.nodes))

    def _has_replica(self) -> bool:
        return ask(self.replica, "INFO", "replication").get("master_link_status") == "up"

    def _id(self, node: Valkey) -> str:
        return ask(node, "CLUSTER MYID").decode()
