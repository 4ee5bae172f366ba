"""What every route has at hand."""

from typing import Annotated

from fastapi import Depends, Request

from chat_app.db import Database
from chat_app.http.metrics import Figures, Metrics
from chat_app.services.accounts import Accounts
from chat_app.services.runtime import Runtime


class Context:
    """Made with the app, before the runtime has started, and kept in the app's state."""

    def __init__(self, runtime: Runtime, *figures: Figures) -> None:
        self.runtime = runtime
        self.settings = runtime.settings
        self.metrics = Metrics(
            runtime.vitals.deliveries, self._database_figures, self._vital_figures, *figures
        )

    @property
    def database(self) -> Database:
        return self.runtime.database

    @property
    def accounts(self) -> Accounts:
        return self.runtime.accounts

    def _database_figures(self) -> dict[str, float]:
        figures = self.database.figures
        return {
            "writes_total": figures["writes"],
            "transactions_total": figures["transactions"],
            "writes_waiting": figures["waiting"],
        }

    def _vital_figures(self) -> dict[str, float]:
        return self.runtime.vitals.figures


def context_of(request: Request) -> Context:
    return request.app.state.context


Here = Annotated[Context, Depends(context_of)]
