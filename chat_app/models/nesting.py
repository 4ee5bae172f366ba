"""How deeply JSON is nested, told without parsing it."""

import re

DEEPEST = 64
"""Objects and lists within each other. Nothing of ours has more than six."""

_TEXT = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_OTHER = re.compile(r"[^\[\]{}]+")


def is_too_deep(json: str) -> bool:
    """Whether there are more than `DEEPEST` levels. Parsers in C give up at theirs, those in Python break."""
    if json.count("[") + json.count("{") <= DEEPEST:
        return False
    depth = 0
    for bracket in _OTHER.sub("", _TEXT.sub("", json)):
        depth += 1 if bracket in "[{" else -1
        if depth > DEEPEST:
            return True
    return False
