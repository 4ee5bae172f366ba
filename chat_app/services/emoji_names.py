"""Emoji by themselves or by name."""

from functools import lru_cache

import emoji

from chat_app.errors import Invalid

LONGEST = 64
"""Characters, enough for every emoji and every name."""

_COMPONENT = emoji.STATUS["component"]
_QUALIFIED = emoji.STATUS["fully_qualified"]


def canonical(text: str) -> str:
    """The fully qualified Unicode emoji for one emoji or one `:shortcode:`, aliases such as `:+1:` too.

    Raises:
        Invalid: it is not exactly one emoji.
    """
    found = _known(text) if len(text) <= LONGEST else None
    if found is None:
        raise Invalid(fields={"emoji": "must be one emoji or a :shortcode:"})
    return found


def shortcodes() -> dict[str, str]:
    """Every emoji that a reaction may be by its shortcodes, without colons; tones of skin left out."""
    return {
        name.strip(":"): text
        for text, data in emoji.EMOJI_DATA.items()
        if data["status"] == _QUALIFIED and "skin_tone" not in data["en"]
        for name in (*data.get("alias", ()), data["en"])
    }


@lru_cache(maxsize=2048)
def _known(text: str) -> str | None:
    if text.startswith(":"):
        text = emoji.emojize(text.lower(), language="alias")
    data = emoji.EMOJI_DATA.get(text)
    if data is None or data["status"] == _COMPONENT:
        return None
    return emoji.emojize(data["en"], language="en")
