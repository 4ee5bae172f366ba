"""Mails in English."""

from chat_app.services.letters.wording import Purpose, Wording

ENGLISH: dict[Purpose, Wording] = {
    "reset": Wording(
        subject="A new password for Parley",
        before="Hello {username},\n\nsomebody asked for a new password for your account at {place}. "
        "If it was you, choose one here. The link is good for 30 minutes, and once.",
        action="Choose a new password",
        after="If it was not you, there is nothing to do: your password stays as it is.",
    ),
    "verify": Wording(
        subject="Is this your address?",
        before="Hello {username},\n\nthis address was given for your account at {place}. "
        "Confirm that it is yours, so that you can get back in if you forget your password. "
        "The link is good for 24 hours.",
        action="Confirm this address",
        after="If you have no account there, ignore this mail.",
    ),
    "address-change": Wording(
        subject="Your account gets another address",
        before="Hello {username},\n\nyour account at {place} is to have the address {address}. "
        "It counts as soon as it has been confirmed; until then this one does.",
        action="",
        after="If it was not you who asked for it, change your password now: "
        "somebody else is signed in to your account.",
    ),
}
