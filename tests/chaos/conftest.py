"""Chance that can be repeated, and how long it goes on."""

import os
import random

import pytest

LONG = os.environ.get("CHAOS") == "long"


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> random.Random:
    """Seeded by CHAOS_SEED, else anew; a failed test shows the seed that repeats it."""
    seed = os.environ.get("CHAOS_SEED") or str(random.SystemRandom().randrange(10**6))
    print(f"CHAOS_SEED={seed}")
    return random.Random(f"{seed} {request.node.name}")


@pytest.fixture
def rounds() -> int:
    """CHAOS_ROUNDS, else ten, or fifty in the long form."""
    return int(os.environ.get("CHAOS_ROUNDS") or (50 if LONG else 10))
