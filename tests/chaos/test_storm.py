"""A whole installation under steady load, while whatever can happen to it happens.

`CHAOS_SEED=… pytest tests/chaos/test_storm.py` makes the same faults in the same order.
"""

import json
import os
import random
import time
from pathlib import Path

import pytest

from tests.chaos.conftest import LONG
from tests.chaos.crowd import Crowd
from tests.chaos.faults import Fault, schedule
from tests.chaos.installation import Installation
from tests.chaos.ledger import Disturbance, as_markdown
from tests.chaos.report import RESULTS

PEOPLE = 6
FAULTS = 20 if LONG else 5
"""How many of them: in the long form every kind, in the short one a kind of each family."""

EQUAL_WITHIN = 5.0
"""Seconds after recovery within which every client equals the database."""


@pytest.mark.timeout(1200)
async def test_everybody_equals_the_database_within_5_s_of_recovery_from_whatever_happens(
    tmp_path: Path, chance: random.Random
) -> None:
    faults = schedule(chance, int(os.environ.get("CHAOS_ROUNDS") or FAULTS))
    for number, fault in enumerate(faults, 1):
        print(f"{number}. {fault.name}")
    async with (
        Installation(tmp_path) as installation,
        Crowd([installation.url], PEOPLE, chance, installation.database_url) as crowd,
    ):
        try:
            for fault in faults:
                await crowd.work(acks=chance.randint(3, 10))
                await _weathered(fault, installation, crowd)
        except BaseException:
            print(installation.complaints())
            raise
        finally:
            report = {"seed": os.environ.get("CHAOS_SEED", ""), **crowd.ledger.report()}
            print(as_markdown(report))
            if LONG:
                RESULTS.mkdir(parents=True, exist_ok=True)
                (RESULTS / f"storm-{report['seed']}.json").write_text(json.dumps(report, indent=1) + "\n")


async def _weathered(fault: Fault, installation: Installation, crowd: Crowd) -> None:
    told = Disturbance(fault.name, time.monotonic())
    crowd.ledger.disturbances.append(told)
    await fault.make(installation)
    await installation.recovered()
    told.recovered = time.monotonic()
    await crowd.stop()
    told.equal = await crowd.equality(told.recovered + EQUAL_WITHIN - time.monotonic())
    assert told.equal is not None, f"{fault.name}: after {EQUAL_WITHIN} s not equal: {crowd.inequality()}"
    await crowd.compare()
