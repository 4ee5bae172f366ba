"""What a member sets up for themselves: level, mute, favourite, draft."""

from __future__ import annotations

import pytest

from tests.contract.shapes import check_conversation

FOREVER = "9999-12-31T23:59:59.000Z"
EVERYTHING = {"notify": "mentions", "muted_until": FOREVER, "favourite": True, "draft": "To be *continued*"}


@pytest.mark.parametrize("kind", ["group", "direct"])
async def test_a_member_sets_a_conversation_up_for_themselves_alone(alice, bob, kind):
    conversation = await (alice.group(bob) if kind == "group" else alice.direct(bob))
    before = conversation["my"]
    assert {name: before[name] for name in EVERYTHING} == {
        "notify": "all",
        "muted_until": None,
        "favourite": False,
        "draft": "",
    }
    answer = await alice.patch(f"/conversations/{conversation['id']}/my", EVERYTHING)
    check_conversation(answer)
    assert answer["my"] == before | EVERYTHING
    assert (await alice.conversation(conversation["id"]))["my"] == before | EVERYTHING
    listed = {c["id"]: c for c in await alice.all("/conversations")}
    assert listed[conversation["id"]]["my"] == before | EVERYTHING
    theirs = (await bob.conversation(conversation["id"]))["my"]
    assert {name: theirs[name] for name in EVERYTHING} == {name: before[name] for name in EVERYTHING}


async def test_what_is_left_out_stays_and_unknown_fields_change_nothing(alice):
    group = await alice.group()
    path = f"/conversations/{group['id']}/my"
    await alice.patch(path, EVERYTHING)
    assert (await alice.patch(path, {"favourite": False}))["my"] == group["my"] | EVERYTHING | {
        "favourite": False
    }
    answer = await alice.patch(path, {"role": "member", "read_seq": 99, "unread": 5, "muted_until": None})
    assert answer["my"] == group["my"] | EVERYTHING | {"favourite": False, "muted_until": None}


async def test_a_mute_ends_by_itself(alice):
    group = await alice.group()
    path = f"/conversations/{group['id']}/my"
    assert (await alice.patch(path, {"muted_until": "2001-01-01T00:00:00Z"}))["my"]["muted_until"] is None


async def test_ones_other_devices_see_it_at_once_and_nobody_else(alice, bob, open_chat):
    group = await alice.group(bob)
    mine, theirs = await open_chat(alice), await open_chat(bob)
    mark = theirs.mark
    await alice.patch(f"/conversations/{group['id']}/my", EVERYTHING)
    event = await mine.wait_for(
        lambda e: e["type"] == "conversation" and e["conversation"]["my"]["draft"] == EVERYTHING["draft"]
    )
    assert event["conversation"]["my"] == group["my"] | EVERYTHING
    await theirs.wait_for_message(await alice.send(group["id"], "Marker"))
    assert not [e for e in theirs.events[mark:] if e["type"] in {"conversation", "user", "me"}]


async def test_counts_of_a_muted_conversation_stay_exact(alice, bob):
    group = await alice.group(bob)
    await bob.patch(f"/conversations/{group['id']}/my", {"muted_until": FOREVER, "notify": "nothing"})
    await alice.send(group["id"], f"You, @{bob.username}")
    my = (await bob.conversation(group["id"]))["my"]
    assert (my["unread"], my["mentions"]) == (1, 1)


async def test_an_archived_group_can_be_set_up_too(alice):
    group = await alice.group()
    await alice.patch(f"/conversations/{group['id']}", {"archived": True})
    answer = await alice.patch(f"/conversations/{group['id']}/my", {"favourite": True})
    assert answer["my"]["favourite"] is True


async def test_only_members_have_a_part_in_it(alice, dave):
    private, public = await alice.group(), await alice.group(visibility="public")
    await dave.refused("PATCH", f"/conversations/{private['id']}/my", 404, json={"favourite": True})
    await dave.refused("PATCH", f"/conversations/{public['id']}/my", 403, json={"favourite": True})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("notify", "some"),
        ("notify", None),
        ("notify", ["all"]),
        ("muted_until", "soon"),
        ("muted_until", 5),
        ("favourite", "yes"),
        ("favourite", None),
        ("draft", None),
        ("draft", "a\0b"),
        ("draft", "x" * 20_001),
    ],
)
async def test_what_makes_no_sense_is_refused_and_changes_nothing(alice, field, value):
    group = await alice.group()
    path = f"/conversations/{group['id']}/my"
    error = await alice.refused("PATCH", path, 422, json=EVERYTHING | {field: value})
    assert list(error["fields"]) == [field]
    assert (await alice.conversation(group["id"]))["my"] == group["my"]


async def test_a_draft_is_kept_as_it_was_typed(alice):
    group = await alice.group()
    draft = "  Zwei\n\n\tZeilen 🧵 " + "x" * 19_970
    answer = await alice.patch(f"/conversations/{group['id']}/my", {"draft": draft})
    assert answer["my"]["draft"] == draft
