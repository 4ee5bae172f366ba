"""Names that are called with an @ in running text."""

import re

NAME = re.compile(r"(?<![\w@/.+-])@([a-z0-9._-]{2,64})", re.IGNORECASE | re.ASCII)


def split(text: str) -> list[tuple[str, str | None]]:
    """The text in pieces: `(piece, None)` as it is, or `("@Anna", "anna")` for a name.

    A name's last dots and dashes are the sentence's, as in "ask @anna."; who is really called `anna.`
    is not reached by that.
    """
    pieces: list[tuple[str, str | None]] = []
    done = 0
    for found in NAME.finditer(text):
        called = found[0].rstrip(".-")
        name = called[1:].lower()
        if not 2 <= len(name) <= 32:
            continue
        if found.start() > done:
            pieces.append((text[done : found.start()], None))
        pieces.append((called, name))
        done = found.start() + len(called)
    if done < len(text):
        pieces.append((text[done:], None))
    return pieces
