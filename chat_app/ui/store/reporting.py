"""Reporting a message."""

from dataclasses import dataclass

from chat_app.ui.store.face import does, known


@dataclass(frozen=True)
class Reporting:
    """The message that one is about to report, by its id; empty for none."""

    id: str
    author: str
    is_sending: bool
    failure: str


is_reporting = known("useIsReporting", bool, "reporting")
reporting = known("useReporting", Reporting, "reporting")
report_from_menu = does("reportFromMenu", "reporting")
report_open_change = does("reportOpenChange", "reporting")
send_report = does("sendReport", "reporting")
