"""The part of the settings in which one changes how one signs in."""

from dataclasses import dataclass
from typing import Any, Literal

from reflex.vars import Var

from chat_app.ui.store.face import does, known

SecurityStep = Literal["email", "password", "otp", "newCodes", "off"]


@dataclass(frozen=True)
class Credentials:
    """`pending` is the address that waits to be confirmed, if there is one beside `email`."""

    is_known: bool
    email: str
    pending: str
    is_verified: bool
    has_otp: bool


@dataclass(frozen=True)
class Security:
    """The dialog: what it is at, what is wrong, and what it shows this once."""

    is_open: bool
    step: str
    title: str
    is_busy: bool
    message: str
    fields: dict[str, str]
    secret: str
    picture: str
    codes: list[str]


credentials = known("useCredentials", Credentials, "security")
security = known("useSecurity", Security, "security")
security_field = does("securityField", "security")
security_open_change = does("securityOpenChange", "security")
security_closed = does("securityClosed", "security")
close_security = does("closeSecurity", "security")
submit_security = does("submitSecurity", "security")
mend_security = does("mendSecurity", "security")
verify_again = does("verifyAgain", "security")
copy_secret = does("copySecret", "security")
copy_codes = does("copyCodes", "security")
download_codes = does("downloadCodes", "security")


def open_security(step: SecurityStep) -> Var[Any]:
    return does("openSecurity", "security", step)
