"""The password field."""

from dataclasses import dataclass

from chat_app.ui.store.face import does, known


@dataclass(frozen=True)
class Password:
    is_shown: bool
    is_caps: bool


password = known("usePassword", Password, "password")
toggle_password = does("togglePassword", "password")
password_key = does("passwordKey", "password")
