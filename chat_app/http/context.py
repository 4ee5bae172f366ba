"""What every route has at hand."""

import asyncio
from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Request

from chat_app import __version__
from chat_app.db import Database
from chat_app.http.health import Health
from chat_app.http.metrics import Metrics, Requests, merged, silent
from chat_app.http.siblings import Siblings
from chat_app.models.buckets import Figure, Figures
from chat_app.services.accounts import Accounts
from chat_app.services.runtime import Runtime


class Context:
    """Made with the app, before the runtime has started, and kept in the app's state."""

    def __init__(self, runtime: Runtime, siblings: Siblings, *figures: Figures) -> None:
        self.runtime = runtime
        self.settings = runtime.settings
        self.health = Health(runtime)
        self.requests = Requests()
        self._siblings = siblings
        self._metrics = Metrics(
            siblings.number, runtime.figures, self.requests.figures, self._own_figures, *figures
        )

    @property
    def database(self) -> Database:
        return self.runtime.database

    @property
    def accounts(self) -> Accounts:
        return self.runtime.accounts

    async def figures(self) -> str:
        """Of this worker, as Prometheus reads them."""
        return await self._metrics.text(await self.health.figures())

    async def figures_of_all(self) -> str:
        """Of all workers of this machine."""
        told = {self._siblings.number: await self.figures(), **await self._siblings.ask()}
        texts = [text or silent(number) for number, text in sorted(told.items())]
        return await asyncio.to_thread(merged, texts)

    def _own_figures(self) -> Mapping[str, Figure]:
        settings = self.settings
        info = (
            __version__,
            "postgresql" if settings.database_url else "sqlite",
            "redis" if settings.redis_url else "memory",
            "s3" if settings.s3_bucket else "disk",
        )
        return {"info": {info: 1}, "worker_up": 1}


def context_of(request: Request) -> Context:
    return request.app.state.context


Here = Annotated[Context, Depends(context_of)]
