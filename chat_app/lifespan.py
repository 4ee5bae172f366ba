"""What happens between the start and the end of a worker."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from chat_app.db.migrate import migrate
from chat_app.http.siblings import Siblings
from chat_app.realtime.gateway import Gateway
from chat_app.realtime.hub import Hub
from chat_app.realtime.server import ChatNamespace
from chat_app.services.runtime import Runtime


def lifespan(
    runtime: Runtime,
    namespace: ChatNamespace,
    siblings: Siblings,
    figures: Callable[[], Awaitable[str]],
):
    """The lifespan of one worker, to be registered with Reflex. `figures` is what it tells its siblings."""

    @asynccontextmanager
    async def run() -> AsyncIterator[None]:
        # The launcher has migrated; `reflex run` comes straight here.
        await asyncio.to_thread(migrate, runtime.settings)
        await runtime.start()
        hub = Hub(runtime)
        gateway = Gateway(runtime, hub, namespace.door)
        await hub.start()
        gateway.presence.start()
        runtime.vitals.connections = lambda: len(hub.connections)
        namespace.gateway = gateway
        await siblings.start(figures)
        try:
            yield
        finally:
            await siblings.stop()
            namespace.gateway = None
            await hub.stop()
            await runtime.stop()

    return run
