"""Which texts are one emoji."""

import pytest

from chat_app.errors import Invalid
from chat_app.services.emoji_names import canonical


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("👍", "👍"),
        (":+1:", "👍"),
        (":thumbsup:", "👍"),
        (":tada:", "🎉"),
        (":heart:", "❤️"),
        ("❤", "❤️"),
        ("👍🏽", "👍🏽"),
        ("🇩🇪", "🇩🇪"),
        ("1️⃣", "1️⃣"),
        ("👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"),
    ],
)
def test_every_way_to_write_an_emoji_is_the_same_reaction(text: str, expected: str) -> None:
    assert canonical(text) == expected


@pytest.mark.parametrize(
    "text", ["", "a", "👍👍", "👍 ", ":nosuch:", ":+1::+1:", "\0", "\ud83d", "👍" * 1000, "🏻", "<b>", "1"]
)
def test_what_is_not_exactly_one_emoji_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        canonical(text)
    assert "emoji" in caught.value.fields
