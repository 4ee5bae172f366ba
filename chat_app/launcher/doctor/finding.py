"""What was found, in plain words."""

from enum import StrEnum
from typing import NamedTuple


class Status(StrEnum):
    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


class Finding(NamedTuple):
    """`said` is what is so, `advice` what to do about it; secrets are taken out of both."""

    name: str
    status: Status
    said: str
    advice: str = ""

    def as_json(self) -> dict[str, str]:
        return {"name": self.name, "status": self.status.value, "message": self.said, "advice": self.advice}


def ok(name: str, said: str) -> Finding:
    return Finding(name, Status.OK, said)


def warning(name: str, said: str, advice: str) -> Finding:
    return Finding(name, Status.WARNING, said, advice)


def problem(name: str, said: str, advice: str) -> Finding:
    return Finding(name, Status.PROBLEM, said, advice)
