"""Reporting messages, and what becomes of reports."""

from __future__ import annotations

import asyncio

from tests.contract.shapes import check_message, check_time
from tests.support.api import Api, Json


async def reported(boss: Api, message: Json, state: str = "open") -> list[Json]:
    """The reports of a message that are in the queue."""
    return [
        report
        for report in await boss.all("/admin/reports", state=state)
        if report["message"] and report["message"]["id"] == message["id"]
    ]


async def report(somebody: Api, message: Json, reason: str = "Not nice") -> Json:
    path = f"/messages/{message['id']}/report"
    return await somebody.ok("POST", path, json={"reason": reason}, status=201)


async def test_a_report_lands_in_the_queue_with_what_is_around_the_message(admin, alice, bob, carol):
    group = await alice.group(bob, carol, name="Rough place")
    said = [await alice.send(group["id"], f"Line {n}") for n in range(9)]
    made = await report(bob, said[4], "  It is rude  ")
    check_time(made["created_at"])
    (queued,) = await reported(admin, said[4])
    assert (queued["id"], queued["reason"], queued["body"]) == (made["id"], "It is rude", "Line 4")
    assert (queued["reporter"]["id"], queued["author"]["id"]) == (bob.id, alice.id)
    assert queued["conversation"] == {"id": group["id"], "kind": "group", "name": "Rough place"}
    assert (queued["outcome"], queued["handled_by"], queued["handled_at"]) == (None, None, None)
    check_message(queued["message"])
    assert [m["body"] for m in queued["context"]] == [f"Line {n}" for n in (1, 2, 3, 5, 6, 7)]


async def test_what_was_reported_is_kept_as_it_was(admin, alice, bob):
    group = await alice.group(bob)
    message = await alice.send(group["id"], "Something foul")
    await report(bob, message)
    await alice.edit(message["id"], "Something fair")
    (queued,) = await reported(admin, message)
    assert (queued["body"], queued["message"]["body"]) == ("Something foul", "Something fair")


async def test_reporting_again_is_the_same_report(admin, alice, bob):
    group = await alice.group(bob)
    message = await alice.send(group["id"])
    path = f"/messages/{message['id']}/report"
    calls = [bob.call("POST", path, json={"reason": f"Reason {n}"}) for n in range(5)]
    answers = await asyncio.gather(*calls)
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 200, 201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len(await reported(admin, message)) == 1


async def test_who_may_report_what(alice, bob, dave, boss):
    group = await alice.group(bob)
    message = await alice.send(group["id"])
    path = f"/messages/{message['id']}/report"
    for outside in (dave, boss):
        await outside.refused("POST", path, 404, json={"reason": "x"})
    await alice.refused("POST", path, 403, json={"reason": "x"})
    for body in ({}, {"reason": " "}, {"reason": "x" * 1001}, {"reason": None}, {"reason": "\0"}):
        await bob.refused("POST", path, 422, json=body)
    await bob.refused("POST", "/messages/nothing/report", 404, json={"reason": "x"})
    await alice.remove(message["id"])
    assert (await bob.refused("POST", path, 409, json={"reason": "x"}))["code"] == "message_deleted"
    direct = await alice.direct(bob)
    await report(bob, await alice.send(direct["id"]))


async def test_a_dismissed_report_leaves_the_queue_and_the_message_alone(admin, alice, bob, carol):
    group = await alice.group(bob, carol)
    message = await alice.send(group["id"], "Harmless")
    first, second = await report(bob, message), await report(carol, message)
    handled = await admin.patch(f"/admin/reports/{first['id']}", {"action": "dismiss"})
    assert (handled["outcome"], handled["handled_by"]["id"]) == ("dismiss", admin.id)
    check_time(handled["handled_at"])
    assert await reported(admin, message) == []  # the other report of it is closed with it
    assert {r["id"] for r in await reported(admin, message, "handled")} == {first["id"], second["id"]}
    for made in (first, second):
        error = await admin.refused("PATCH", f"/admin/reports/{made['id']}", 409, json={"action": "dismiss"})
        assert error["code"] == "report_handled"
    assert (await bob.message(message["id"]))["body"] == "Harmless"
    entries = await admin.all("/admin/audit", action="report.dismiss")
    (entry,) = [entry for entry in entries if entry["target"]["id"] == message["id"]]
    assert (entry["data"]["reports"], entry["ip"]) == (2, "127.0.0.1")


async def test_a_reported_message_is_deleted_as_its_author_would_have(admin, alice, bob, open_chat):
    group = await alice.group(bob)
    file = await alice.upload()
    message = await alice.send_file(group["id"], file, body="Foul, with a file")
    answer = await bob.send(group["id"], "I see", reply_to=message["id"])
    chat = await open_chat(bob)
    made = await report(bob, message)
    handled = await admin.patch(f"/admin/reports/{made['id']}", {"action": "delete_message"})
    assert (handled["message"]["deleted"], handled["body"]) == (True, "Foul, with a file")
    gone = await bob.message(message["id"])
    assert (gone["deleted"], gone["body"], gone["attachments"]) == (True, "", [])
    assert gone["rev"] > message["rev"]
    await chat.wait_for_message(gone)
    assert (await bob.message(answer["id"]))["reply_to"]["excerpt"] == ""
    await alice.refused("GET", f"/files/{file['id']}", 404)


async def test_the_author_of_a_reported_message_is_suspended(admin, bob, newcomer, open_chat):
    ann = await newcomer()
    group = await ann.group(bob)
    message = await ann.send(group["id"], "Foul")
    socket = await open_chat(ann)
    made = await report(bob, message)
    handled = await admin.patch(f"/admin/reports/{made['id']}", {"action": "suspend_author"})
    assert handled["outcome"] == "suspend_author"
    assert (await socket.wait_closed())[0] == 4001
    assert (await admin.get(f"/admin/users/{ann.id}"))["active"] is False
    entries = await admin.all("/admin/audit", actor=admin.id)
    actions = [e["action"] for e in entries if e["target"]["id"] in {ann.id, message["id"]}]
    assert actions == ["user.suspend", "report.suspend_author"]


async def test_an_admin_suspends_no_owner_by_a_report(admin, boss, bob):
    group = await boss.group(bob)
    message = await boss.send(group["id"])
    made = await report(bob, message)
    await admin.refused("PATCH", f"/admin/reports/{made['id']}", 403, json={"action": "suspend_author"})
    assert len(await reported(admin, message)) == 1
    await boss.get("/me")


async def test_of_two_who_handle_a_report_at_once_one_is_first(admin, boss, alice, bob, carol):
    group = await alice.group(bob, carol)
    message = await alice.send(group["id"])
    reports = [await report(bob, message), await report(carol, message)]
    answers = await asyncio.gather(
        admin.call("PATCH", f"/admin/reports/{reports[0]['id']}", json={"action": "dismiss"}),
        boss.call("PATCH", f"/admin/reports/{reports[1]['id']}", json={"action": "delete_message"}),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_a_report_outlives_the_group_of_its_message(admin, alice, bob):
    group = await alice.group(bob)
    made = await report(bob, await alice.send(group["id"], "Foul"))
    await alice.ok("DELETE", f"/conversations/{group['id']}", status=204)
    (queued,) = [r for r in await admin.all("/admin/reports") if r["id"] == made["id"]]
    assert (queued["message"], queued["conversation"], queued["context"]) == (None, None, [])
    assert queued["body"] == "Foul"
    handled = await admin.patch(f"/admin/reports/{made['id']}", {"action": "delete_message"})
    assert handled["outcome"] == "delete_message"


async def test_the_queue_is_paged_and_counted(admin, alice, bob):
    group = await alice.group(bob)
    made = [(await report(bob, await alice.send(group["id"], str(n))))["id"] for n in range(3)]
    paged = [r["id"] for r in await admin.all("/admin/reports", limit=1)]
    assert paged[:3] == made[::-1]  # the newest first
    assert len(paged) == len(set(paged)) == (await admin.get("/admin/reports"))["total"]
    for query in ({"state": "lost"}, {"cursor": "0"}):
        await admin.refused("GET", "/admin/reports", 422, params=query)
    await admin.refused("PATCH", f"/admin/reports/{made[0]}", 422, json={"action": "burn"})
    await admin.refused("PATCH", "/admin/reports/nothing", 404, json={"action": "dismiss"})
