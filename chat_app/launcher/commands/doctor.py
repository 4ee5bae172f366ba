"""`doctor`: looks whether an installation is as it should be, and says what to do where it is not."""

import argparse
import json
import sys

from chat_app.errors import StartError
from chat_app.launcher.commands.command import Command
from chat_app.launcher.doctor import examine
from chat_app.launcher.doctor.finding import Finding, Status, problem
from chat_app.settings import Settings

_COLOURS = {Status.OK: "32", Status.WARNING: "33", Status.PROBLEM: "31"}
WRONG_SETTING = 2


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.description = (
        "Looks at settings, database, Redis, storage, mail, clock, disk and pages, changes nothing that is "
        "kept, and says what to do. The exit status is 1 where there is a problem, 2 for a wrong setting."
    )


def _run(settings: Settings, options: argparse.Namespace) -> int:
    findings: list[Finding] = []
    for finding in examine(settings):
        findings.append(finding)
        if not options.json:
            _say(finding)
    if options.json:
        _say_all(findings)
    return 1 if any(finding.status is Status.PROBLEM for finding in findings) else 0


def _told(error: StartError, options: argparse.Namespace) -> int:
    finding = problem("settings", str(error), "Correct it in the environment or in .env.")
    if options.json:
        _say_all([finding])
    else:
        _say(finding)
    return WRONG_SETTING


def _say(finding: Finding) -> None:
    mark = f"{finding.status:8}"
    if sys.stdout.isatty():
        mark = f"\033[{_COLOURS[finding.status]}m{mark}\033[0m"
    print(f"{mark} {finding.name:9} {finding.said}", flush=True)
    if finding.advice:
        print(f"{'':19}→ {finding.advice}", flush=True)


def _say_all(findings: list[Finding]) -> None:
    is_ok = all(finding.status is not Status.PROBLEM for finding in findings)
    print(json.dumps({"ok": is_ok, "checks": [finding.as_json() for finding in findings]}, indent=1))


COMMAND = Command(_run, _options, told=_told)
