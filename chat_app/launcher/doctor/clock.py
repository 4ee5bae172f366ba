"""Whether our clock goes as others' do: order does not hang on it, but sign-in codes and signed links do."""

from chat_app.launcher.doctor.finding import Finding, ok, problem, warning

_NOTICEABLE = 2.0
_WRONG = 60.0
"""Seconds."""


def compared(with_whose: str, difference: float, exact: float = 0) -> Finding:
    """`difference` is how far ours is ahead, in seconds, told as exactly as `exact`."""
    ahead = f"{abs(difference):,.0f} s {'ahead of' if difference > 0 else 'behind'} {with_whose}"
    if abs(difference) > _WRONG:
        return problem(
            "clock", f"The clock here is {ahead}.", "Let it be set by NTP (chrony, systemd-timesyncd)."
        )
    if abs(difference) > _NOTICEABLE + exact:
        return warning(
            "clock", f"The clock here is {ahead}.", "Let it be set by NTP (chrony, systemd-timesyncd)."
        )
    return ok("clock", f"The clock here goes as {with_whose} does.")
