"""`serve`: everything, on one port."""

import argparse
import asyncio
import resource
from pathlib import Path

from chat_app.errors import StartError
from chat_app.launcher import frontend
from chat_app.launcher.commands.command import Command
from chat_app.settings import Settings


def _serve(settings: Settings, _options: argparse.Namespace) -> int:
    from chat_app.db.migrate import migrate
    from chat_app.launcher.listen import listen

    if not Path("rxconfig.py").exists():
        raise StartError("Start it in the folder of its source, where rxconfig.py is.")
    _raise_file_limit()
    sockets = listen(settings)  # first of all: a taken port is found before anything is built
    with frontend.use() as web_dir:
        migrate(settings)
        _check_storage(settings)
        frontend.tell_reflex(web_dir)
        if settings.workers > 1:
            from chat_app.launcher.workers import supervise

            return supervise(settings, sockets)
        from chat_app.launcher.server import serve

        return serve(settings, sockets[0])


def _check_storage(settings: Settings) -> None:
    from chat_app.storage import check_storage

    asyncio.run(check_storage(settings))


def _raise_file_limit() -> None:
    """Every open socket is an open file, and the usual soft limit of 1,024 is one small team."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    except (OSError, ValueError):  # macOS refuses "unlimited"
        resource.setrlimit(resource.RLIMIT_NOFILE, (10_240, hard))


COMMAND = Command(_serve, is_server=True)
