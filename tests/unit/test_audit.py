"""The dependency audit says what is known against a package, and what nobody could tell."""

import json

import pytest

from tests.support.audit import of_python, of_the_frontend

KNOWN = {"id": "PYSEC-2026-7", "fix_versions": ["2.0.1"], "aliases": ["CVE-2026-1"], "description": "…"}
UNMENDED = {**KNOWN, "id": "PYSEC-2026-8", "fix_versions": []}


def test_what_is_known_of_pythons_packages_is_told_with_the_version_that_mends_it() -> None:
    dependencies = [
        {"name": "good", "version": "1.0", "vulns": []},
        {"name": "bad", "version": "2.0", "vulns": [KNOWN, UNMENDED]},
        {"name": "private", "skip_reason": "Dependency not found"},
    ]
    told = of_python(json.dumps({"dependencies": dependencies, "fixes": []}))
    assert told.problems == [
        "bad 2.0: PYSEC-2026-7, mended in 2.0.1",
        "bad 2.0: PYSEC-2026-8, mended in nothing yet",
    ]
    assert told.unknown == 1


def test_what_is_known_of_the_frontends_packages_is_told() -> None:
    told = of_the_frontend(
        json.dumps({"ws": [{"id": 7, "title": "DoS by many headers", "severity": "high"}]})
    )
    assert told.problems == ["ws: DoS by many headers"]
    assert of_the_frontend("{}").problems == []


@pytest.mark.parametrize("report", ["", "could not connect", "[]"])
def test_no_answer_is_not_taken_for_a_good_one(report: str) -> None:
    with pytest.raises(ValueError, match=r"Expecting value|not an object"):
        of_python(report)
    with pytest.raises(ValueError, match=r"Expecting value|not an object"):
        of_the_frontend(report)
