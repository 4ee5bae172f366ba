"""Public groups are found by everybody, and only they."""

from __future__ import annotations

from tests.contract.shapes import check_conversation
from tests.support.api import unique

STACKS = ("sqlite", "postgres", "postgres-redis")


async def test_public_groups_are_found_by_name_and_topic_most_members_first(alice, bob, carol, dave):
    word = unique("Compost")
    small = await alice.group(name=f"All of {word}", visibility="public")
    large = await alice.group(bob, carol, name="Large", topic=f"on {word}", visibility="public")
    await alice.group(bob, carol, name=f"Private {word}")
    over = await alice.group(bob, carol, name=f"Over {word}", visibility="public")
    await alice.patch(f"/conversations/{over['id']}", {"archived": True})
    await alice.group(bob, name="Another", visibility="public")
    for q in (word, word.upper(), word.lower()):
        found = (await dave.get("/groups", q=q))["items"]
        assert [group["id"] for group in found] == [large["id"], small["id"]]
    for group in found:
        check_conversation({**group, "my": {**group["my"], "role": "member"}})
        assert (group["joined"], group["last_message"], group["my"]["role"]) == (False, None, None)
    assert [group["joined"] for group in (await bob.get("/groups", q=word))["items"]] == [True, False]


async def test_the_directory_is_paged_without_holes_or_doubles(alice, bob, dave):
    word = unique("pages")
    made = [await alice.group(*([bob] * (n % 2)), name=f"{word} {n}", visibility="public") for n in range(5)]
    paged = [group["id"] for group in await dave.all("/groups", limit=2, q=word)]
    assert sorted(paged) == sorted(group["id"] for group in made)
    await dave.refused("GET", "/groups", 422, params={"cursor": "nowhere"})


async def test_what_is_found_can_be_joined(alice, dave):
    word = unique("joining")
    group = await alice.group(name=word, visibility="public")
    await dave.post(f"/conversations/{group['id']}/join")
    (found,) = (await dave.get("/groups", q=word))["items"]
    assert (found["joined"], found["member_count"]) == (True, 2)


async def test_signs_that_mean_something_to_the_database_mean_themselves(alice, dave):
    word = unique("signs")
    await alice.group(name=f"{word} 100%", visibility="public")
    await alice.group(name=f"{word} 100", visibility="public")
    assert len((await dave.get("/groups", q=f"{word} 100%"))["items"]) == 1
    assert (await dave.get("/groups", q=f"{word}_100"))["items"] == []
