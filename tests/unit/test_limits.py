"""How often anything may be done."""

import asyncio
from typing import Any

import pytest
from limits import RateLimitItemPerHour

from chat_app.errors import TooMany
from chat_app.models.address import site_of
from chat_app.services.limits import LIMITS, Limit, Limits
from chat_app.settings import Settings

_RATES = {"account": RateLimitItemPerHour(3), "address": RateLimitItemPerHour(5)}
FEW = Limit("few", "things in a test", _RATES)


@pytest.fixture
def limits(settings: Settings) -> Limits:
    return Limits(settings)


async def many(limits: Limits, how: str, times: int, **callers: str) -> int:
    """How many of so many were let through."""
    through = 0
    refused: TooMany | None = None
    for _ in range(times):
        try:
            done: Any = getattr(limits, how)(FEW, **callers)
            if asyncio.iscoroutine(done):
                await done
        except TooMany as error:
            refused = error
            continue
        through += 1
    assert refused is None or 1 <= refused.retry_after <= 3600
    return through


@pytest.mark.parametrize("how", ["count", "spend"])
async def test_an_account_may_do_so_much_and_others_go_on(limits: Limits, how: str) -> None:
    assert await many(limits, how, 5, account="anna") == 3
    assert await many(limits, how, 5, account="bob") == 3


@pytest.mark.parametrize("how", ["count", "spend"])
async def test_many_accounts_of_one_address_share_what_it_may_do(limits: Limits, how: str) -> None:
    through = [await many(limits, how, 1, account=f"user{n}", address="192.0.2.1") for n in range(8)]
    assert sum(through) == 5
    assert await many(limits, how, 1, account="anna", address="192.0.2.2") == 1


async def test_what_is_asked_at_once_is_counted_too(limits: Limits) -> None:
    done = await asyncio.gather(
        *(limits.spend(FEW, account="anna") for _ in range(20)), return_exceptions=True
    )
    assert sum(outcome is None for outcome in done) == 3


@pytest.mark.parametrize("how", ["count", "spend"])
async def test_where_limits_are_off_nothing_is_too_much(settings: Settings, how: str) -> None:
    off = Limits(settings.model_copy(update={"rate_limits": "off"}))
    assert await many(off, how, 50, account="anna", address="192.0.2.1") == 50


def test_an_ipv6_network_is_one_address_and_a_mapped_one_is_ipv4() -> None:
    assert site_of("2001:db8:1:2::1") == site_of("2001:db8:1:2:ffff::9")
    assert site_of("2001:db8:1:2::1") != site_of("2001:db8:1:3::1")
    assert site_of("::ffff:192.0.2.1") == site_of("192.0.2.1") == "192.0.2.1"


async def test_windows_that_are_over_are_forgotten(limits: Limits, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_800_000_000.0
    monkeypatch.setattr("chat_app.services.limits.time.time", lambda: now)
    for n in range(1000):
        limits.count(FEW, account=f"user{n}")
    assert limits.windows == 1000
    now += 3600
    assert await many(limits, "count", 5, account="user1") == 3
    assert limits.windows == 1


def test_every_limit_has_a_name_of_its_own_and_says_what_it_is_of() -> None:
    assert len({limit.name for limit in LIMITS}) == len(LIMITS)
    assert all(limit.what and limit.rates for limit in LIMITS)
