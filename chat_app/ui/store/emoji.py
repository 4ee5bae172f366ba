"""Picking emoji, and who reacted with which."""

from dataclasses import dataclass

from chat_app.ui.store.face import does, known


@dataclass(frozen=True)
class Reactor:
    id: str
    name: str
    initials: str
    tint: int
    avatar: str
    is_me: bool


@dataclass(frozen=True)
class ReactionGroup:
    emoji: str
    count: int
    people: list[Reactor]


@dataclass(frozen=True)
class Reactions:
    is_open: bool
    groups: list[ReactionGroup]


quick_emoji = known("useQuickEmoji", list[str], "emoji")
"""What a message offers at once: what one used last comes first."""
reactions = known("useReactions", Reactions, "reactionsDialog")
"""All who reacted to the message that was asked about."""

pick_into_field = does("pickIntoField", "emoji")
expect_picking = does("expectPicking", "emoji")
reactions_open_change = does("reactionsOpenChange", "reactionsDialog")
