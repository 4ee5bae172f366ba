"""Whom a run can ask: the product in every arrangement, and the bare servers beside it."""

from __future__ import annotations

from bench.case import EMIT_GRANIAN
from bench.subjects import GRANIAN, UVICORN, Echo, Product, Subject
from tests.support.postgres import Postgres
from tests.support.valkey import Valkey

EMIT_UVICORN = "python-socketio emit, uvicorn"
ECHO_UVICORN = "python-socketio echo, uvicorn"
EMIT_SPREAD = "python-socketio emit, uvicorn, all cores"
EMIT_TWO = "python-socketio emit and Valkey, uvicorn, 2 instances"
ONE_WORKER = "Parley, PostgreSQL and Valkey, 1 worker"
MIRROR_NONE = "without Redis"
PLAIN_SYNCED = "body copied to a file and synced, uvicorn"
FLOOR = "bare frame written, uvicorn"


class Cast:
    """Whom is asked: those with `only` in their name."""

    def __init__(self, users: int, only: str, postgres: Postgres | None, valkey: Valkey | None) -> None:
        self.only = only
        self.granian = Echo(EMIT_GRANIAN, GRANIAN)
        self.uvicorn = Echo(EMIT_UVICORN, UVICORN)
        self.echo = Echo(ECHO_UVICORN, UVICORN, "ack")
        self.floor = Echo(FLOOR, UVICORN, "write")
        self.sqlite = Product(users)
        self.pages = Product(users, pages=True)
        self.postgres = [Product(users, postgres)] if postgres else []
        self.servers = [postgres] if postgres else []
        self.stored = [self.sqlite, *self.postgres]
        self.served: list[Subject] = [self.pages]
        self.several: list[Subject] = []
        if postgres and valkey:
            self.several = [
                Echo(EMIT_TWO, UVICORN, valkey=valkey, instances=2),
                Product(users, postgres, valkey),
                Product(users, postgres, valkey, workers=2),
                Product(users, postgres, valkey, instances=2),
            ]
            self.served += [
                Product(users, postgres, pages=True),
                Product(users, postgres, valkey, workers=2, pages=True),
            ]

    def chosen(self, *subjects: Subject) -> list[Subject]:
        return [subject for subject in subjects if self.only in subject.name]
