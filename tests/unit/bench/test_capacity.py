"""The capacity model and the simulation, against numbers made by hand and a walk from person to person."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench.capacity import demand, model, page, people, plan
from bench.capacity.by_hand import walk
from bench.capacity.demand import Design

SOCKETS = (100, 250, 500, 1000, 2500, 5000)


def measured(sockets: int, **figures: float) -> dict[str, Any]:
    return {
        "scenario": "sockets",
        "case": f"{sockets} sockets",
        "sockets": sockets,
        "subject": "Parley, SQLite",
        "median": figures,
    }


def test_a_line_through_exact_points_is_found() -> None:
    line = model.fitted([(n, 120 + 0.05 * n) for n in (100, 250, 500, 1000)])
    assert (line.fixed, line.each) == (pytest.approx(120), pytest.approx(0.05))


def test_no_cost_is_less_than_nothing() -> None:
    falling = model.fitted([(100, 10.0), (1000, 9.0)])
    steep = model.fitted([(100, 1.0), (1000, 20.0)])
    assert falling.each == 0
    assert steep.fixed == 0
    assert steep.each > 0


def test_one_point_gives_a_line_through_the_origin() -> None:
    assert model.fitted([(1000, 57.0)]) == model.Line(0.0, 0.057)


def test_what_lies_beyond_the_fit_is_predicted_and_its_error_stated() -> None:
    rows = [measured(n, pss_mib=120 + 0.05 * n) for n in SOCKETS[:4]]
    rows += [measured(2500, pss_mib=245.0), measured(5000, pss_mib=296.0)]
    [fit] = model.fits(rows)
    near, far = fit.predictions
    assert (near.predicted, near.error) == (pytest.approx(245), pytest.approx(0))
    assert (far.predicted, far.error) == (pytest.approx(370), pytest.approx(0.25))


def test_what_no_file_has_is_assumed_and_says_so() -> None:
    found = model.costs([measured(n, pss_mib=100 + 0.0625 * n) for n in SOCKETS])
    assert found.by_name["socket_kib"].source == "sockets"
    assert found["socket_kib"] == pytest.approx(64)
    assert found.by_name["scan"].source == "assumed"


def test_what_a_receipt_costs_is_what_a_towns_message_leaves() -> None:
    costs = model.Costs()
    message = costs["post"] + 20 * costs["delivery"] + 8.5 * costs["page"] + 19 * (300 + costs["told"])
    rows = [
        {
            "scenario": "mix",
            "case": f"1,000 people in 50 groups, {rate} messages/s and what goes with it",
            "subject": "Parley, SQLite",
            "median": {"server_core_share": 0.05 + rate * message / 1e6},
        }
        for rate in (20, 50)
    ]
    assert model.costs(rows)["mark"] == pytest.approx(300)


def test_a_town_is_the_same_for_the_same_seed() -> None:
    assert people.town(50_000, seed=7) == people.town(50_000, seed=7)
    assert people.town(50_000, seed=7) != people.town(50_000, seed=8)


def test_everybody_has_their_share_of_conversations_and_messages() -> None:
    town = people.town(100_000)
    seats = sum(kind.size * kind.count for kind in town.kinds)
    assert seats / town.people == pytest.approx(people.DIRECTS + people.GROUPS + 1, rel=0.02)
    halls = people.HALL_MESSAGES / 3600
    assert town.messages == pytest.approx(town.there * people.SAID / 3600 + halls)


def test_a_large_town_drawn_in_part_is_as_one_drawn_whole() -> None:
    whole, part = people.town(200_000, most=10**9), people.town(200_000, most=50_000)
    assert part.messages == pytest.approx(whole.messages)
    asked = [demand.asked(town, 20, Design(), model.Costs()) for town in (whole, part)]
    assert asked[0].publishes == pytest.approx(asked[1].publishes, rel=0.1)


def test_around_the_world_fewer_are_there_at_once_than_in_one_zone() -> None:
    assert people.peak(people.ZONES) < people.peak(((0, 1.0),)) == max(people.HOURS)


@pytest.mark.parametrize("workers", [1, 2, 7, 40])
def test_the_formulas_count_as_a_walk_from_person_to_person(workers: int) -> None:
    town = people.town(3_000)
    seen = walk(town, workers)
    assert seen.deliveries_by_person == seen.deliveries_by_worker
    once = replace(town, kinds=tuple(replace(kind, rate=1.0) for kind in town.kinds))
    asked = demand.asked(once, workers, Design(), model.Costs())
    assert asked.messages == pytest.approx(seen.messages, rel=0.001)
    assert asked.deliveries / people.SOCKETS == pytest.approx(seen.deliveries_by_person, rel=0.03)
    rooms = sum(k.count * demand.concerned(k, town.online, workers) for k in town.kinds)
    assert rooms == pytest.approx(seen.rooms, rel=0.03)
    known = sum(k.size * k.count * demand.concerned(k, town.online, workers) for k in town.kinds)
    assert known == pytest.approx(seen.members_known, rel=0.03)


def test_workers_concerned_are_those_that_sockets_fell_on() -> None:
    chance = random.Random(3)
    drawn = [len({chance.randrange(8) for _ in range(10)}) for _ in range(4_000)]
    assert demand.spread(10, 8) == pytest.approx(sum(drawn) / len(drawn), rel=0.01)


def test_a_single_worker_needs_no_bus() -> None:
    asked = demand.asked(people.town(1_000), 1, Design(), model.Costs())
    assert asked.bus_out == asked.everyone_out == 0


def test_news_to_all_workers_grow_with_the_square_of_their_number() -> None:
    town = people.town(1_000_000, most=5_000)
    few, many = (demand.asked(town, workers, Design(), model.Costs()) for workers in (20, 200))
    assert 80 < many.everyone_out / few.everyone_out < 120
    changed = demand.asked(town, 200, Design(presence_by_interest=True), model.Costs())
    assert changed.everyone_out < few.everyone_out


def test_what_is_planned_holds_and_says_what_it_took() -> None:
    costs = model.Costs()
    small, nothing = plan.planned(people.town(1_000), costs)
    assert (small.broken, nothing) == ([], [])
    large, steps = plan.planned(people.town(1_000_000, most=5_000), costs)
    assert not large.broken
    assert plan.fleet(large.town, Design(), costs).broken
    assert "presence by interest" in {step.name for step in steps}


def test_a_storm_lasts_as_long_as_the_others_need_for_the_connects() -> None:
    costs = model.Costs()
    costs.learn("connect", 4_000, "here")
    whole = plan.fleet(people.town(200_000, most=5_000), Design(presence_by_interest=True), costs)
    asked = whole.demand
    each = (4_000 + asked.sync_members * costs["sync_member"]) / 1e6
    back, left = asked.sockets / asked.workers, asked.workers - 1
    assert plan.storm_seconds(asked, 1) == pytest.approx(back * each / (left * 0.4))
    assert plan.storm_seconds(asked, asked.workers) == pytest.approx(back * each)


def test_a_sync_brings_everybody_of_a_room_for_all() -> None:
    town = people.Town(1_000, 0.5, (people.Kind(1_000, 1, 0.1), people.Kind(20, 50, 0.1)))
    assert demand.asked(town, 1, Design(), model.Costs()).sync_members == 1_000 + 20
    assert demand.asked(town, 1, Design(sync_by_need=True), model.Costs()).sync_members == 20


def test_the_page_is_written_between_its_marks_and_nowhere_else(tmp_path: Path) -> None:
    path = tmp_path / "scale.md"
    path.write_text("Before\n\n<!-- made: costs -->\nold\n<!-- end -->\n\nAfter\n")
    page.write(path, {"costs": "new"})
    assert path.read_text() == "Before\n\n<!-- made: costs -->\n\nnew\n\n<!-- end -->\n\nAfter\n"
    once = path.read_text()
    page.write(path, {"costs": "new"})
    assert path.read_text() == once
