"""`docs/permissions.md`, as the permissions say it: `python -m tests.support.permission_table` writes it."""

from collections.abc import Iterable
from pathlib import Path

from chat_app.models.permissions import (
    IN_ARCHIVE,
    IN_DIRECT,
    IN_GROUP,
    IN_INSTALLATION,
    MENTIONED_BY_ALL,
    Action,
    Duty,
    Role,
)

TARGET = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"
_YES = "✓"
_PAGE = """\
# Who may do what

Made from `chat_app/models/permissions.py` by `make docs`;
`tests/contract/test_permissions.py` walks every row.

## In a conversation

By one's role in it. In an archived group only what is marked is left of anybody's rights. Who is not in a
conversation may do nothing there, and does not learn that it exists; a public group can be seen and joined by
everybody.

{actions}

`@all` and `@here` reach everybody in groups of up to {mentioned} members, and in larger ones where an
admin or owner writes them. Nobody edits what others have written. The last owner cannot leave or step down.

## In the installation

By one's role in it, which gives no rights in conversations that one is not in. To change an admin takes
`change admins`, to change an owner `change owners`, besides `change users`.

{duties}
"""


def table() -> str:
    """The whole page."""
    actions = [
        [
            _named(action),
            *(_mark(action in IN_GROUP[role]) for role in Role),
            _mark(action in IN_DIRECT),
            _mark(action in IN_ARCHIVE),
        ]
        for action in Action
    ]
    roles = ("bot", "member", "admin", "owner")
    duties = [[_named(duty), *(_mark(duty in IN_INSTALLATION[role]) for role in roles)] for duty in Duty]
    headings = ["", *(role.value for role in Role), "both in a direct one", "in an archived group"]
    return _PAGE.format(
        actions=_rows(headings, actions),
        duties=_rows(["", *roles], duties),
        mentioned=MENTIONED_BY_ALL,
    )


def _named(what: Action | Duty) -> str:
    return what.value.replace("_", " ")


def _mark(may: bool) -> str:
    return _YES if may else ""


def _rows(heading: list[str], rows: Iterable[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (heading, ["---"] * len(heading), *rows))


if __name__ == "__main__":
    TARGET.write_text(table())
