"""The namespace /chat: acks for whatever is said, order, typing, presence, and malformed frames."""

from __future__ import annotations

import asyncio
import contextlib

import pytest
import websockets
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tests.contract.shapes import check_time
from tests.support.api import unique
from tests.support.chat import Chat, ClosedError, RefusedError

ACKNOWLEDGED = ["sync", "send", "edit", "delete", "react", "history", "changes", "read", "delivered"]
NONSENSE: list[object] = [None, 0, -1, 1.5, True, "", "x", [], ["x"], [[]], {}, {"a": {"b": "c"}}]


async def test_the_handshake_is_that_of_socket_io(server, alice):
    async with await Chat.connect(server.url, token=alice.token) as chat:
        assert chat.handshake["sid"]
        assert chat.handshake["pingInterval"] > 0
        assert chat.handshake["pingTimeout"] > 0
        assert chat.sid


@pytest.mark.parametrize(
    "auth",
    [{}, {"token": ""}, {"token": None}, {"token": 5}, {"token": ["x"]}, {"token": "nonsense"}, [], "x", 7],
)
async def test_without_a_token_the_door_stays_shut_with_a_reason(server, boss, auth):
    with pytest.raises(RefusedError) as refused:
        await Chat.connect(server.url, auth=auth)
    assert isinstance(refused.value.message, str)
    assert isinstance(refused.value.data, dict)
    error = refused.value.data["error"]
    assert isinstance(error["code"], str)
    assert error["message"]


async def test_no_auth_at_all_is_refused_too(server, boss):
    with pytest.raises(RefusedError):
        await Chat.connect(server.url)


async def test_who_was_refused_hears_nothing(server, boss):
    async with await Chat.connect(server.url, namespace=None) as chat:
        await chat.send_raw('42/chat,1["sync",{"known":{}}]')
        await chat.send_raw("40/chat,")
        await chat.send_raw('42/chat,2["sync",{"known":{}}]')
        await chat.send_raw("40/chat,")
        async with asyncio.timeout(10):
            while len([r for r in chat.received if r.kind == "refused"]) < 2:
                assert await chat.changed(5)
        assert {r.kind for r in chat.received} == {"refused"}


@pytest.mark.parametrize("event", ACKNOWLEDGED)
async def test_every_event_answers_nonsense_with_an_error(alice, open_chat, event):
    chat = await open_chat(alice)
    for payload in NONSENSE:
        if not (event == "sync" and isinstance(payload, dict)):  # a client may know nothing yet
            await chat.refused(event, payload)


@pytest.mark.parametrize("event", ACKNOWLEDGED)
async def test_every_event_answers_a_missing_or_an_extra_argument_with_an_error(alice, open_chat, event):
    group = await alice.group()
    sent = await alice.send(group["id"])
    fine = {
        "sync": {"known": {}},
        "send": {"conversation_id": group["id"], "client_id": unique("c"), "body": "x"},
        "edit": {"message_id": sent["id"], "body": "x"},
        "delete": {"message_id": sent["id"]},
        "react": {"message_id": sent["id"], "emoji": "👍", "on": True},
        "history": {"conversation_id": group["id"]},
        "changes": {"conversation_id": group["id"], "since_rev": 0},
        "read": {"conversation_id": group["id"], "seq": 1},
        "delivered": {"conversation_id": group["id"], "seq": 1},
    }[event]
    chat = await open_chat(alice)
    await chat.refused(event)
    await chat.refused(event, fine, "extra")
    await chat.refused(event, fine, fine, None)
    assert await alice.message(sent["id"]) == sent
    await chat.ok(event, fine)


@pytest.mark.parametrize("event", [e for e in ACKNOWLEDGED if e != "sync"])
async def test_every_event_answers_a_missing_field_with_an_error(alice, open_chat, event):
    group = await alice.group()
    sent = await alice.send(group["id"])
    required = {
        "send": {"conversation_id": group["id"], "client_id": "c", "body": "x"},
        "edit": {"message_id": sent["id"], "body": "x"},
        "delete": {"message_id": sent["id"]},
        "react": {"message_id": sent["id"], "emoji": "👍", "on": True},
        "history": {"conversation_id": group["id"]},
        "changes": {"conversation_id": group["id"], "since_rev": 0},
        "read": {"conversation_id": group["id"], "seq": 1},
        "delivered": {"conversation_id": group["id"], "seq": 1},
    }[event]
    chat = await open_chat(alice)
    for field in required:
        await chat.refused(event, {k: v for k, v in required.items() if k != field})
        for nonsense in (None, [], {}, 1.5):
            await chat.refused(event, required | {field: nonsense})


@pytest.mark.parametrize("event", ["typing", "presence"])
async def test_typing_and_presence_survive_nonsense(alice, open_chat, event):
    chat = await open_chat(alice)
    for payload in [*NONSENSE, {"conversation_id": "x", "on": True}, {"state": "asleep"}]:
        await chat.tell(event, payload)
        await chat.tell(event)
        await chat.tell(event, payload, payload)
    await chat.sync()


async def test_an_unknown_event_harms_nothing(alice, open_chat):
    chat = await open_chat(alice)
    for event in (
        "explode",
        "connect",
        "disconnect",
        "events",
        "__init__",
        "message",
        "",
        "on_send",
        "trigger_event",
    ):
        await chat.tell(event, {"a": 1})
    await chat.sync()


@pytest.mark.parametrize(
    "frame",
    [
        "42/chat,[",
        "42/chat,",
        "42/chat,1",
        '42/chat,1{"a":1}',
        "42/chat,1[]",
        "42/chat,1[null]",
        "42/chat,1[5,{}]",
        '42/chat,1[["send"],{}]',
        '42/chat,99999999999999999999999999["sync",{"known":{}}]',
        "43/chat,1[]",
        "44/chat,{}",
        '451-/chat,1["send",{"_placeholder":true,"num":0}]',
        '452-/chat,1["send"]',
        '459999999999-/chat,1["send"]',
        '42/nowhere,1["send",{}]',
        '42["send",{}]',
        "40/nowhere,",
        "40/chat,{",
        "4",
        "49",
        "9",
        "",
        "\x00",
        "41/elsewhere,",
        b"\x00\x01\x02",
        b"",
        "b4AAEC",
        '42/chat,1["send",' + "[" * 20_000,
        '42/chat,1["send",{"conversation_id":"\\ud800","client_id":"\\u0000","body":"\\udfff"}]',
        '42/chat,1["sync",{"known":{"a":NaN}}]',
        '42/chat,1["read",{"conversation_id":"x","seq":1e400}]',
        '42/chat,1["read",{"conversation_id":"x","seq":' + "9" * 5000 + "}]",
    ],
    ids=lambda frame: repr(frame[:30]),
)
async def test_a_malformed_frame_costs_at_most_the_senders_socket(alice, bob, open_chat, frame):
    witness = await open_chat(bob)
    chat = await Chat.connect(alice.url, token=alice.token)
    with contextlib.suppress(ClosedError, ConnectionClosed, TimeoutError):
        await chat.send_raw(frame)
        await chat.emit("sync", {"known": {}}, within=1)
    await chat.drop()
    await witness.sync()
    again = await open_chat(alice)
    await again.sync()


async def test_a_frame_beyond_all_measure_is_refused(alice, bob, open_chat):
    witness = await open_chat(bob)
    group = await alice.group()
    chat = await open_chat(alice)
    request = {"conversation_id": group["id"], "client_id": unique("c"), "body": "x" * 5_000_000}
    with contextlib.suppress(ClosedError, ConnectionClosed):
        await chat.refused("send", request)
    await witness.sync()
    assert (await alice.conversation(group["id"]))["last_seq"] == group["last_seq"]


async def test_events_of_one_socket_take_effect_in_the_order_sent(alice, bob, open_chat):
    group = await alice.group(bob)
    chat, listener = await open_chat(alice), await open_chat(bob)
    requests = [{"conversation_id": group["id"], "client_id": unique("c"), "body": f"{n}"} for n in range(60)]
    acks = await asyncio.gather(*(chat.ask("send", request) for request in requests))
    sent = [ack["message"] for ack in acks]
    assert [m["body"] for m in sent] == [r["body"] for r in requests]
    assert [m["seq"] for m in sent] == list(range(sent[0]["seq"], sent[0]["seq"] + 60))
    await listener.wait_for_message(sent[-1])
    assert [e["message"] for e in listener.since(0, "message")] == sent


async def test_what_is_asked_after_a_send_sees_the_send(alice, bob, open_chat):
    group = await alice.group(bob)
    chat = await open_chat(alice)
    rev = group["last_rev"]
    for n in range(5):
        request = {"conversation_id": group["id"], "client_id": unique("c"), "body": f"{n}"}
        place = {"conversation_id": group["id"]}
        send, history, changes, read, sync = await asyncio.gather(
            chat.ask("send", request),
            chat.ask("history", place | {"limit": 1}),
            chat.ask("changes", place | {"since_rev": rev}),
            chat.ask("read", place | {"seq": 10_000}),
            chat.ask("sync", {"known": {group["id"]: rev}}),
        )
        message = send["message"]
        assert history["items"] == [message]
        assert changes["items"] == [message]
        assert read["read_seq"] == message["seq"]
        assert sync["changes"][group["id"]] == [message]
        rev = message["rev"]


async def test_a_thousand_sends_without_a_pause_take_effect_in_the_order_sent(alice, open_chat):
    """Far more than may be in flight at once: some wait, and those behind them too."""
    group = await alice.group()
    chat = await open_chat(alice)
    asked = [
        chat.ask("send", {"conversation_id": group["id"], "client_id": unique("c"), "body": str(number)})
        for number in range(1000)
    ]
    acks = await asyncio.gather(*asked)
    sent = [(ack["message"]["seq"], ack["message"]["body"]) for ack in acks]
    assert [body for _, body in sorted(sent)] == [str(number) for number in range(1000)]


async def test_changes_piped_one_after_another_all_take_effect_in_order(alice, open_chat):
    group = await alice.group()
    chat = await open_chat(alice)
    sent = await chat.send(group["id"], "0")
    actions = [chat.ask("edit", {"message_id": sent["id"], "body": f"{n}"}) for n in range(1, 21)]
    actions.append(chat.ask("react", {"message_id": sent["id"], "emoji": "👍", "on": True}))
    actions.append(chat.ask("react", {"message_id": sent["id"], "emoji": "👍", "on": False}))
    actions.append(chat.ask("delete", {"message_id": sent["id"]}))
    actions.append(chat.ask("edit", {"message_id": sent["id"], "body": "too late"}))
    *acks, refused = await asyncio.gather(*actions)
    assert [ack["message"]["rev"] for ack in acks] == list(range(sent["rev"] + 1, sent["rev"] + 24))
    assert [ack["message"]["body"] for ack in acks[:20]] == [f"{n}" for n in range(1, 21)]
    assert acks[-1]["message"]["deleted"]
    assert "error" in refused


async def test_an_error_between_two_sends_stops_neither(alice, open_chat):
    group = await alice.group()
    chat = await open_chat(alice)

    def request(body: object) -> dict[str, object]:
        return {"conversation_id": group["id"], "client_id": unique("c"), "body": body}

    first, bad, second = await asyncio.gather(
        *(chat.ask("send", request(body)) for body in ("one", "", "two"))
    )
    assert "error" in bad
    assert second["message"]["seq"] == first["message"]["seq"] + 1


async def test_the_sender_hears_their_own_message_on_every_device(alice, bob, open_chat):
    group = await alice.group(bob)
    phone, laptop = await open_chat(alice), await open_chat(alice)
    sent = await phone.send(group["id"], "From the phone")
    for chat in (phone, laptop):
        assert (await chat.wait_for_message(sent))["message"] == sent


async def test_typing_is_shown_to_the_others_in_the_conversation_only(alice, bob, dave, open_chat):
    group = await alice.group(bob)
    lobby = await alice.group(bob, dave)
    typist, reader, outsider = await open_chat(alice), await open_chat(bob), await open_chat(dave)
    for on in (True, False):
        mark = reader.mark
        await typist.tell("typing", {"conversation_id": group["id"], "on": on})
        event = await reader.wait_for(lambda e: e["type"] == "typing", since=mark)
        assert {k: event[k] for k in ("conversation_id", "user_id", "on")} == {
            "conversation_id": group["id"],
            "user_id": alice.id,
            "on": on,
        }
    await outsider.tell("typing", {"conversation_id": group["id"], "on": True})
    await outsider.sync()
    marker = await alice.send(lobby["id"])
    for chat in (outsider, reader):
        await chat.wait_for_message(marker)
    assert outsider.since(0, "typing") == []
    assert dave.id not in [e["user_id"] for e in reader.since(0, "typing")]


async def test_presence_follows_what_clients_say_and_their_leaving(newcomer, open_chat):
    ann, ben = await newcomer(), await newcomer()
    await ann.group(ben)
    watching = await open_chat(ann)
    chat = await open_chat(ben)

    async def state(wanted: str, since: int) -> int:
        event = await watching.wait_for(
            lambda e: e["type"] == "presence" and e["user_id"] == ben.id and e["state"] == wanted, since=since
        )
        if event["last_seen_at"] is not None:
            check_time(event["last_seen_at"])
        return watching.mark

    mark = await state("online", 0)
    await chat.tell("presence", {"state": "away"})
    mark = await state("away", mark)
    await chat.tell("presence", {"state": "online"})
    mark = await state("online", mark)
    await chat.close()
    await watching.wait_for(
        lambda e: e["type"] == "presence" and e["user_id"] == ben.id and e["state"] == "offline",
        since=mark,
        within=30,
    )


async def test_who_was_there_for_a_moment_is_seen_to_have_gone(newcomer, open_chat):
    ann, ben = await newcomer(), await newcomer()
    await ann.group(ben)
    watching = await open_chat(ann)
    chat = await open_chat(ben)
    assert (await watching.sync())["presence"][ben.id] == "online"
    mark = watching.mark
    await chat.close()
    await watching.wait_for(
        lambda e: e["type"] == "presence" and e["user_id"] == ben.id and e["state"] == "offline",
        since=mark,
        within=30,
    )


async def test_a_changed_profile_reaches_those_who_share_a_conversation(newcomer, open_chat):
    ann, ben, stranger = await newcomer(), await newcomer(), await newcomer()
    await ann.group(ben)
    friend, other = await open_chat(ben), await open_chat(stranger)
    await ann.patch("/me", {"display_name": "Ann the New"})
    event = await friend.wait_for(lambda e: e["type"] == "user" and e["user"]["id"] == ann.id)
    assert event["user"]["display_name"] == "Ann the New"
    marker = await stranger.send((await stranger.group())["id"])
    await other.wait_for_message(marker)
    assert other.since(0, "user") == []


async def test_a_socket_that_answers_pings_lives_on_and_another_namespace_harms_it_not(server, alice):
    async with await Chat.connect(server.url, token=alice.token) as chat:
        await chat.sync()
        await chat.send_raw("40/_event,")
        await chat.changed(0.3)
        await chat.sync()


async def test_sockets_that_say_nothing_keep_nobody_out(server, alice):
    async with contextlib.AsyncExitStack() as silent:
        for _ in range(20):
            await silent.enter_async_context(await Chat.connect(server.url, namespace=None))
        async with await Chat.connect(server.url, token=alice.token) as chat:
            assert "error" not in await chat.sync()


async def test_polling_is_not_offered(boss):
    response = await boss.call("GET", "//_event/?EIO=4&transport=polling")
    assert 400 <= response.status_code < 500


async def test_the_wrong_protocol_version_is_refused(server, boss):
    url = server.url.replace("http", "ws") + "/_event/?EIO=3&transport=websocket"

    async def first_frame() -> None:
        async with websockets.connect(url, proxy=None, open_timeout=5) as socket:
            frame = await asyncio.wait_for(socket.recv(), 5)
            assert not str(frame).startswith("0"), "an Engine.IO 3 client was let in"
            await socket.recv()

    with pytest.raises((InvalidHandshake, ConnectionClosed)):
        await first_frame()
