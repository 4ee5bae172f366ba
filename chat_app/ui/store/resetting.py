"""The pages that links in mails lead to."""

from dataclasses import dataclass

from chat_app.ui.store.face import does, known


@dataclass(frozen=True)
class Reset:
    """`step` is `unknown`, `ask`, `sent`, `choose`, `done` or `over`."""

    step: str
    login: str


@dataclass(frozen=True)
class Verified:
    """`step` is `unknown`, `done`, `over`, or `failed` with why in `message`."""

    step: str
    message: str
    is_busy: bool


reset = known("useReset", Reset, "resetting")
ask_reset = does("askReset", "resetting")
verified = known("useVerified", Verified, "resetting")
verify = does("verify", "resetting")
