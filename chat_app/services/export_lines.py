"""An export for programs: one JSON object a line, each with its `type`."""

from typing import Any

import orjson


class Lines:
    """First the conversation, then its members, then each message whole."""

    def beginning(self, conversation: dict[str, Any]) -> str:
        return _line("conversation", conversation)

    def member(self, member: dict[str, Any]) -> str:
        return _line("member", member)

    def middle(self) -> str:
        return ""

    def message(self, message: dict[str, Any]) -> str:
        return _line("message", message)

    def end(self) -> str:
        return ""


def _line(kind: str, value: dict[str, Any]) -> str:
    return orjson.dumps({"type": kind} | value).decode() + "\n"
