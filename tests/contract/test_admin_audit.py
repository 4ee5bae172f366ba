"""The log of what was done: complete, in order, and never changed."""

from __future__ import annotations

import json
import sqlite3

import psycopg
import pytest

from tests.contract.shapes import check_time
from tests.support.api import Json, unique
from tests.support.servers import AppServer


async def test_an_entry_tells_who_did_what_to_whom_when_and_from_where(admin, newcomer):
    ann = await newcomer()
    await admin.patch(f"/admin/users/{ann.id}", {"display_name": "Renamed"})
    entry = (await admin.get("/admin/audit", limit=1))["items"][0]
    check_time(entry["at"])
    assert entry["actor"] == {
        "id": admin.id, "username": admin.username, "display_name": admin.user["display_name"],
    }  # fmt: skip
    assert entry["action"] == "user.rename"
    assert entry["target"] == {"kind": "user", "id": ann.id, "name": ann.username}
    assert entry["data"] == {"from": ann.user["display_name"], "to": "Renamed"}
    assert entry["ip"] == "127.0.0.1"


async def test_the_log_is_paged_the_newest_first_and_filtered(boss, admin, newcomer):
    name = unique("logged")
    ann, other = await newcomer(name), await newcomer()
    await boss.patch(f"/admin/users/{ann.id}", {"role": "admin"})
    await boss.patch(f"/admin/users/{ann.id}", {"active": False})
    await boss.patch(f"/admin/users/{other.id}", {"display_name": "Other"})
    mine = await boss.all("/admin/audit", q=name.upper(), limit=1)
    assert [entry["action"] for entry in mine] == ["user.suspend", "user.change_role"]
    suspended, promoted = mine

    async def found(**which: object) -> list[str]:
        return [entry["id"] for entry in await boss.all("/admin/audit", q=name, **which)]

    assert await found(action="user.suspend") == [suspended["id"]]
    assert await found(action="user") == [suspended["id"], promoted["id"]]
    assert await found(action="use") == []
    assert await found(actor=boss.id) == await found(actor=boss.username) == await found()
    assert await found(actor=admin.id) == await found(actor="nobody") == []
    assert await found(after=promoted["at"]) == [suspended["id"], promoted["id"]]
    if suspended["at"] != promoted["at"]:
        assert await found(after=suspended["at"]) == [suspended["id"]]
        assert await found(before=suspended["at"]) == [promoted["id"]]
    assert await found(before=promoted["at"]) == []
    assert await found(after="2099-01-01T00:00:00Z") == await found(before="1970-01-01T00:00:00Z") == []
    for query in ({"after": "yesterday"}, {"cursor": "0"}, {"before": "9"}, {"q": "\0"}):
        await boss.refused("GET", "/admin/audit", 422, params=query)


async def test_what_was_refused_is_not_told(boss, admin, newcomer):
    ann = await newcomer()
    await admin.refused("PATCH", f"/admin/users/{ann.id}", 403, json={"role": "admin", "active": False})
    await ann.refused("PATCH", f"/admin/users/{admin.id}", 403, json={"active": False})
    assert await boss.all("/admin/audit", q=ann.username) == []


async def test_the_log_can_be_taken_away_as_lines_of_json(boss, newcomer):
    name = unique("exported")
    ann = await newcomer(name)
    for n in range(3):
        await boss.patch(f"/admin/users/{ann.id}", {"display_name": f"Name {n}"})
    response = await boss.call("GET", "/admin/audit/export", params={"q": name})
    assert response.headers["content-type"].startswith("application/jsonl")
    assert "audit.jsonl" in response.headers["content-disposition"]
    lines: list[Json] = [json.loads(line) for line in response.text.splitlines()]
    assert lines == await boss.all("/admin/audit", q=name)
    assert len(lines) == 3
    (taken, *_) = await boss.all("/admin/audit", action="audit.export")
    assert taken["actor"]["id"] == boss.id


def changed(server: AppServer, statement: str) -> None:
    """Runs a statement in the server's own database."""
    if url := server.env["CHAT_DATABASE_URL"]:
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            connection.execute(statement.encode())
    else:
        with sqlite3.connect(server.data_dir / "parley.db") as connection:
            connection.execute(statement)
        connection.close()


@pytest.mark.parametrize("statement", ["UPDATE audit_log SET action = 'x'", "DELETE FROM audit_log"])
async def test_the_database_itself_refuses_to_change_the_log(server, boss, newcomer, statement):
    ann = await newcomer()
    await boss.patch(f"/admin/users/{ann.id}", {"display_name": "Told"})
    before = await boss.all("/admin/audit", q=ann.username)
    with pytest.raises((sqlite3.DatabaseError, psycopg.Error), match="append-only"):
        changed(server, statement)
    assert await boss.all("/admin/audit", q=ann.username) == before != []
