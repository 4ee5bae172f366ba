"""Steady load for twenty minutes and a fault each minute: how much of what people asked for they got in time.

`python -m tests.chaos.soak` (`make soak`); SOAK_MINUTES, CHAOS_SEED. Writes `soak.json` for
`tests.chaos.report`. Nothing pauses for a fault. At the end everybody must hold what the database holds.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.chaos.crowd import Crowd
from tests.chaos.faults import Fault, schedule
from tests.chaos.installation import Installation
from tests.chaos.ledger import Disturbance, Ledger, as_markdown
from tests.chaos.report import RESULTS

PEOPLE = 8
PACE = 0.5
EVERY = 60.0
PROMISED = 99.95
"""Per cent of sends, and of deliveries."""


async def soak(minutes: int, seed: str, folder: Path) -> Ledger:
    chance = random.Random(f"{seed} soak")
    async with (
        Installation(folder) as installation,
        Crowd([installation.url], PEOPLE, chance, installation.database_url, pace=PACE) as crowd,
    ):
        ledger = crowd.ledger
        ledger.started = time.monotonic()
        crowd.start()
        for number, fault in enumerate(schedule(chance, minutes)):
            await _until(ledger.started + (number + 0.25) * EVERY, crowd)
            print(f"{number + 1}. {fault.name}", flush=True)
            await _weathered(fault, installation, crowd)
        await _until(ledger.started + minutes * EVERY, crowd)
        print(f"{await crowd.reckon()} messages, and everybody holds them all")
    return ledger


async def _weathered(fault: Fault, installation: Installation, crowd: Crowd) -> None:
    told = Disturbance(fault.name, time.monotonic())
    crowd.ledger.disturbances.append(told)
    await fault.make(installation)
    await installation.recovered()
    told.recovered = time.monotonic()
    while crowd.ledger.is_awaited(before=told.recovered):
        if time.monotonic() > told.recovered + EVERY / 2:
            return  # the report says "never"
        await asyncio.sleep(0.02)
    told.equal = time.monotonic()


async def _until(moment: float, crowd: Crowd) -> None:
    while time.monotonic() < moment:
        crowd.check()
        await asyncio.sleep(0.1)


def main() -> int:
    seed = os.environ.get("CHAOS_SEED") or str(random.SystemRandom().randrange(10**6))
    minutes = int(os.environ.get("SOAK_MINUTES") or 20)
    print(f"CHAOS_SEED={seed}")
    with tempfile.TemporaryDirectory(prefix="parley-soak-") as folder:
        ledger = asyncio.run(soak(minutes, seed, Path(folder)))
    report: dict[str, Any] = {"seed": seed, **ledger.report()}
    print(as_markdown(report))
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "soak.json").write_text(json.dumps(report, indent=1) + "\n")
    kept = all(report[what]["availability"] >= PROMISED for what in ("sends", "deliveries"))
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
