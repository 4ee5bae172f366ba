"""`serve`: everything, on one port."""
# redis-py's types leave out its arguments' own.
# pyright: reportUnknownMemberType=false

import argparse
import asyncio
import resource
from pathlib import Path

from chat_app.errors import StartError
from chat_app.launcher import frontend
from chat_app.launcher.commands.command import Command
from chat_app.settings import Settings


def _serve(settings: Settings, _options: argparse.Namespace) -> int:
    from chat_app.launcher.listen import listen
    from chat_app.launcher.waiting import migrate_when_there

    if not Path("rxconfig.py").exists():
        raise StartError("Start it in the folder of its source, where rxconfig.py is.")
    _raise_file_limit()
    sockets = listen(settings)  # first of all: a taken port is found before anything is built
    with frontend.use() as web_dir:
        migrate_when_there(settings, sockets)
        _check_storage(settings)
        _check_redis(settings)
        if settings.workers == 1:
            from chat_app.launcher.server import serve

            frontend.tell_reflex(web_dir)
            return serve(settings, sockets[0])
    from chat_app.launcher.workers import supervise  # of which each worker uses the build by itself

    return supervise(settings, sockets)


def _check_storage(settings: Settings) -> None:
    from chat_app.storage import check_storage

    asyncio.run(check_storage(settings))


def _check_redis(settings: Settings) -> None:
    """Says where it is away, which is no reason not to serve.

    Raises:
        StartError: it is there and does not let us in.
    """
    if not settings.redis_url:
        return
    import redis

    try:
        with redis.Redis.from_url(settings.redis_url, socket_connect_timeout=2, socket_timeout=2) as client:
            client.ping()
    except (redis.AuthenticationError, redis.ResponseError) as error:
        raise StartError(f"CHAT_REDIS_URL: Redis does not let us in: {error}") from None
    except (redis.RedisError, OSError):
        without = "Until it does, people hear only those who are on the same worker at once."
        print(f"Redis does not answer, see CHAT_REDIS_URL. {without}", flush=True)


def _raise_file_limit() -> None:
    """Every open socket is an open file, and the usual soft limit of 1,024 is one small team."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    except (OSError, ValueError):  # macOS refuses "unlimited"
        resource.setrlimit(resource.RLIMIT_NOFILE, (10_240, hard))


COMMAND = Command(_serve, is_server=True)
