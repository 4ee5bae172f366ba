"""Redis or Valkey: there, new enough, quick, and letting us publish."""

import contextlib
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from redis import Redis
from redis.exceptions import AuthenticationError, MovedError, NoPermissionError, RedisError

from chat_app.launcher.doctor.finding import Finding, ok, problem, warning
from chat_app.settings import Settings

_OLDEST = {"redis": 7, "valkey": 8}
_SLOW = 0.01
_PATIENCE = 3


def check(settings: Settings) -> Iterator[Finding]:
    if settings.redis_url is None:
        yield ok("redis", "None: one worker keeps everything that passes to itself.")
        return
    host = urlsplit(settings.redis_url).hostname or "the local socket"
    untyped: Any = Redis
    client = untyped.from_url(settings.redis_url, socket_connect_timeout=_PATIENCE, socket_timeout=_PATIENCE)
    try:
        yield from _spoken_to(client, host)
    except (AuthenticationError, NoPermissionError) as error:
        advice = "See CHAT_REDIS_URL: the user must be right, and may use PING, INFO, PUBLISH and SUBSCRIBE."
        yield problem("redis", f"Redis at {host} refuses: {error}", advice)
    except (RedisError, OSError) as error:
        advice = "See CHAT_REDIS_URL: is the server running, and are host and port right?"
        yield problem("redis", f"Redis at {host} does not answer: {error}", advice)
    finally:
        client.close()


def _spoken_to(client: Any, host: str) -> Iterator[Finding]:
    client.ping()
    start = time.perf_counter()
    client.ping()
    took = time.perf_counter() - start
    told: dict[str, Any] = client.info("server")
    name = "valkey" if "valkey_version" in told else "redis"
    version = str(told.get(f"{name}_version", "0"))
    said = f"{name.title()} {version} at {host} answers in {took * 1000:.1f} ms."
    if int(version.split(".", maxsplit=1)[0]) < _OLDEST[name]:
        yield problem("redis", said, "Parley needs Redis 7 or Valkey 8, or newer.")
    elif took > _SLOW:
        yield warning("redis", said, "Put it nearer: every message to another worker passes through it.")
    else:
        yield ok("redis", said)
    if client.info("cluster").get("cluster_enabled"):
        yield _of_cluster(client)
    else:
        client.publish("parley:doctor", "")


def _of_cluster(client: Any) -> Finding:
    told: dict[str, str] = client.execute_command("CLUSTER INFO")
    if told["cluster_state"] != "ok":
        advice = (
            "See CLUSTER NODES: one of them is away, or slots belong to nobody. Until then nothing passes."
        )
        return problem("redis", "It is a cluster that is not whole.", advice)
    with contextlib.suppress(MovedError):  # the channel belongs to another node, which is as good
        client.execute_command("SPUBLISH", "parley:doctor", "")
    return ok("redis", f"It is a cluster of {told['cluster_size']}: each channel lives on one node.")
