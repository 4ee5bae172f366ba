"""The pages about permissions, limits and security say what is so."""

import re
from pathlib import Path

from chat_app.services.limits import LIMITS, MOST_SOCKETS
from tests.support import permission_table

ROOT = Path(__file__).resolve().parents[2]
_TEST = re.compile(r"`(tests/[\w/.]+)::(\w+|[^`]+)`")


def test_the_table_of_permissions_is_the_one_of_the_code() -> None:
    assert permission_table.TARGET.read_text() == permission_table.table(), "run `make docs`"


def test_the_table_of_limits_is_the_one_of_the_code() -> None:
    page = (ROOT / "docs" / "api.md").read_text()
    for limit in LIMITS:
        rates = ", ".join(
            f"{rate.amount:,} {_EVERY[rate.get_expiry()]} for each {scope}"
            for scope, rate in limit.rates.items()
        )
        assert f"| {limit.what} | {rates} |" in page, f"| {limit.what} | {rates} |"
    assert f"| open sockets | {MOST_SOCKETS} for each account, at each worker |" in page


def test_every_test_that_the_threat_model_names_exists() -> None:
    named = _TEST.findall((ROOT / "docs" / "security.md").read_text())
    assert len(named) > 20
    for file, name in named:
        path = ROOT / file
        assert path.is_file(), file
        assert name in path.read_text(), f"{file}::{name}"
        if path.suffix == ".py":
            assert re.search(rf"def {name}\(", path.read_text()), f"{file}::{name}"


_EVERY = {60: "a minute", 3600: "an hour"}
