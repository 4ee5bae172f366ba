"""The doctor: one file for each part of an installation, each a function of the settings to findings.

A check changes nothing that is kept, ends by itself within some seconds, and says what it finds; what it did
not expect is a finding too.
"""

from collections.abc import Callable, Iterable, Iterator

from chat_app.launcher.doctor import address, database, files, mail, redis, system
from chat_app.launcher.doctor.finding import Finding, problem
from chat_app.launcher.doctor.secrets import Secrets
from chat_app.settings import Settings

_CHECKS: dict[str, Callable[[Settings], Iterable[Finding]]] = {
    "settings": system.settings,
    "python": system.python,
    "database": database.check,
    "redis": redis.check,
    "files": files.check,
    "mail": mail.check,
    "disk": system.disk,
    "limits": system.limits,
    "pages": system.pages,
    "address": address.check,
}


def examine(settings: Settings) -> Iterator[Finding]:
    """Everything, one finding after the other, without a secret in any."""
    secrets = Secrets(settings)
    for name, check in _CHECKS.items():
        try:
            for finding in check(settings):
                yield secrets.hidden(finding)
        except Exception as error:  # noqa: BLE001  (whatever it is, the other checks go on)
            said = f"This could not be looked at: {type(error).__name__}: {error}"
            yield secrets.hidden(problem(name, said, "This is a fault of the doctor's: please report it."))
