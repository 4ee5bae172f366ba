"""The first steps, and what an empty conversation suggests."""

from dataclasses import dataclass

from chat_app.ui.store.face import does, known


@dataclass(frozen=True)
class Welcome:
    """`is_open`: may anybody make an account who opens `address`?"""

    is_dismissed: bool
    is_open: bool
    address: str


welcome = known("useWelcome", Welcome, "welcome")
dismiss_welcome = does("dismissWelcome", "welcome")
make_first_group = does("makeFirstGroup", "welcome")
copy_address = does("copyAddress", "welcome")
write_first = does("writeFirst", "welcome")
wave = does("wave", "welcome")
add_people = does("addPeople", "welcome")
set_topic = does("setTopic", "welcome")
