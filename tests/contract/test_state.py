"""For every action: old state + events == freshly synced state.

Seen from the actor's second device, another member, and the person whom it is about, on every stack.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import pytest
import pytest_asyncio

from tests.support.api import Api, Json
from tests.support.chat import Chat
from tests.support.pictures import png
from tests.support.replica import Replica


@dataclass
class Stage:
    """A public group: alice owns it, bob is an admin, carol and dave are members; erin is outside.

    It holds: a message (`sent`) that is quoted (`reply`) and pinned (`pinned`) and answered in a thread
    (`root`, `answer`), two with files (`files`, and `file alone`, which is quoted), reactions, and things
    that bob has not read. `lobby` has all five in it.
    """

    alice: Api
    bob: Api
    carol: Api
    dave: Api
    erin: Api
    id: str = ""
    lobby: str = ""
    messages: dict[str, Json] = field(default_factory=dict)

    def message(self, name: str) -> str:
        return self.messages[name]["id"]

    def path(self, rest: str = "") -> str:
        return f"/conversations/{self.id}{rest}"


LATER, EARLIER = "2999-01-01T00:00:00.000Z", "2001-01-01T00:00:00.000Z"

Action = Callable[[Stage], Awaitable[object]]

ACTIONS: dict[str, Action] = {
    "send": lambda s: s.alice.send(s.id, "New"),
    "send with a mention": lambda s: s.alice.send(s.id, f"You, @{s.bob.username}"),
    "send to all": lambda s: s.alice.send(s.id, "Hear, @all"),
    "send to whoever is here": lambda s: s.alice.send(s.id, "Hear, @here"),
    "edit a call of all in": lambda s: s.alice.edit(s.message("plain"), "Hear, @all"),
    "edit a call of all out": lambda s: s.alice.edit(s.message("to all"), "Never mind"),
    "delete of a call of all": lambda s: s.alice.remove(s.message("to all")),
    "reply": lambda s: s.alice.send(s.id, "Indeed", reply_to=s.message("sent")),
    "thread reply": lambda s: s.alice.send(s.id, "Moreover", thread_root=s.message("root")),
    "first thread reply": lambda s: s.alice.send(s.id, "Firstly", thread_root=s.message("sent")),
    "edit": lambda s: s.alice.edit(s.message("plain"), "Edited"),
    "edit a mention in": lambda s: s.alice.edit(s.message("plain"), f"You, @{s.bob.username}"),
    "edit a mention out": lambda s: s.alice.edit(s.message("mention"), "Not you"),
    "edit of a quoted message": lambda s: s.alice.edit(s.message("sent"), "Edited"),
    "edit of a message that a deleted one quoted": lambda s: twice(
        s.carol.remove(s.message("reply")), s.alice.edit(s.message("sent"), "Edited")
    ),
    "edit of a root that its thread quotes": lambda s: twice(
        s.carol.send(s.id, "Quoting the root", thread_root=s.message("root"), reply_to=s.message("root")),
        s.alice.edit(s.message("root"), "Edited"),
    ),
    "delete of a root that its thread quotes": lambda s: twice(
        s.carol.send(s.id, "Quoting the root", thread_root=s.message("root"), reply_to=s.message("root")),
        s.alice.remove(s.message("root")),
    ),
    "delete twice": lambda s: twice(s.alice.remove(s.message("plain")), s.alice.remove(s.message("plain"))),
    "edit of a thread's root": lambda s: s.alice.edit(s.message("root"), "Edited"),
    "edit of a thread reply": lambda s: s.alice.edit(s.message("answer"), "Edited"),
    "edit of the last message": lambda s: s.alice.edit(s.message("last"), "Edited"),
    "delete": lambda s: s.alice.remove(s.message("plain")),
    "delete of a mention": lambda s: s.alice.remove(s.message("mention")),
    "delete of a quoted message": lambda s: s.alice.remove(s.message("sent")),
    "delete of a thread reply": lambda s: s.alice.remove(s.message("answer")),
    "delete of a thread's root": lambda s: s.alice.remove(s.message("root")),
    "delete of a pinned message": lambda s: s.alice.remove(s.message("pinned")),
    "delete of the last message": lambda s: s.alice.remove(s.message("last")),
    "delete of another's message": lambda s: s.alice.remove(s.message("bob's")),
    "react": lambda s: s.alice.react(s.message("sent"), "🚀"),
    "react along": lambda s: s.alice.react(s.message("liked"), "👍"),
    "take a reaction back": lambda s: s.alice.react(s.message("mine liked"), "👍", on=False),
    "react to a thread reply": lambda s: s.alice.react(s.message("answer"), "🚀"),
    "pin": lambda s: s.alice.pin(s.message("sent")),
    "pin a thread reply": lambda s: s.alice.pin(s.message("answer")),
    "unpin": lambda s: s.alice.pin(s.message("pinned"), on=False),
    "read": lambda s: s.bob.read(s.id, s.messages["last"]["seq"]),
    "read half": lambda s: s.bob.read(s.id, s.messages["root"]["seq"]),
    "mark unread": lambda s: s.alice.read(s.id, 1, force=True),
    "delivered": lambda s: delivered(s.bob, s.id, s.messages["last"]["seq"]),
    "send by one who had not read": lambda s: s.bob.send(s.id, "I read nothing"),
    "create a group": lambda s: s.alice.group(s.bob, s.carol, name="Another", visibility="public"),
    "create a direct conversation": lambda s: s.alice.direct(s.bob),
    "direct conversation once more": lambda s: twice(s.alice.direct(s.carol), s.alice.direct(s.carol)),
    "rename": lambda s: s.alice.patch(s.path(), {"name": "Renamed"}),
    "rename by an admin": lambda s: s.bob.patch(s.path(), {"name": "Renamed"}),
    "topic": lambda s: s.alice.patch(s.path(), {"topic": "Another topic"}),
    "visibility": lambda s: s.alice.patch(s.path(), {"visibility": "private"}),
    "archive": lambda s: s.alice.patch(s.path(), {"archived": True}),
    "archive and return": lambda s: twice(
        s.alice.patch(s.path(), {"archived": True}), s.alice.patch(s.path(), {"archived": False})
    ),
    "several settings at once": lambda s: s.alice.patch(
        s.path(), {"name": "Renamed", "topic": "", "posting": "admins", "archived": True}
    ),
    "only admins write": lambda s: s.bob.patch(s.path(), {"posting": "admins"}),
    "everybody writes again": lambda s: twice(
        s.bob.patch(s.path(), {"posting": "admins"}), s.bob.patch(s.path(), {"posting": "everyone"})
    ),
    "add many": lambda s: s.alice.post(s.path("/members"), {"user_ids": [s.carol.id, s.erin.id]}),
    "transfer": lambda s: s.alice.post(s.path("/transfer"), {"user_id": s.bob.id}),
    "come in by an invite": lambda s: come_in(s.alice, s.erin, s.id),
    "delete of a system message": lambda s: rename_and_unsay(s.bob, s.id),
    "join": lambda s: s.erin.post(s.path("/join")),
    "leave": lambda s: s.bob.post(s.path("/leave")),
    "add": lambda s: s.alice.put(s.path(f"/members/{s.erin.id}"), {}),
    "remove": lambda s: s.alice.delete(s.path(f"/members/{s.bob.id}")),
    "remove and add again": lambda s: twice(
        s.alice.delete(s.path(f"/members/{s.bob.id}")), s.alice.put(s.path(f"/members/{s.bob.id}"), {})
    ),
    "role change": lambda s: s.alice.patch(s.path(f"/members/{s.carol.id}"), {"role": "admin"}),
    "role taken": lambda s: s.alice.patch(s.path(f"/members/{s.bob.id}"), {"role": "member"}),
    "ownership": lambda s: s.alice.patch(s.path(f"/members/{s.bob.id}"), {"role": "owner"}),
    "ownership handed over": lambda s: twice(
        s.alice.patch(s.path(f"/members/{s.bob.id}"), {"role": "owner"}),
        s.alice.patch(s.path(f"/members/{s.alice.id}"), {"role": "member"}),
    ),
    "delete the conversation": lambda s: s.alice.delete(s.path()),
    "profile change of one who is quoted": lambda s: s.bob.patch("/me", {"display_name": "Bob Anew"}),
    "profile change": lambda s: s.alice.patch("/me", {"display_name": "Alice Anew", "status_text": "Busy"}),
    "status": lambda s: s.alice.patch(
        "/me", {"status_emoji": ":palm_tree:", "status_text": "Away", "status_until": LATER}
    ),
    "status that is over": lambda s: s.alice.patch("/me", {"status_text": "Past", "status_until": EARLIER}),
    "do not disturb": lambda s: s.bob.patch("/me", {"dnd_until": LATER}),
    "disturb again": lambda s: s.bob.patch("/me", {"dnd_until": None}),
    "language": lambda s: s.alice.patch("/me", {"locale": "id"}),
    "language of the browser": lambda s: s.alice.patch("/me", {"locale": None}),
    "receipts off": lambda s: s.bob.patch("/me", {"receipts": False}),
    "read with receipts off": lambda s: s.bob.read(s.id, s.messages["root"]["seq"]),
    "send with receipts off": lambda s: s.bob.send(s.id, "Unseen"),
    "others read where one has receipts off": lambda s: twice(
        s.carol.read(s.id, s.messages["last"]["seq"]), s.dave.read(s.id, s.messages["root"]["seq"])
    ),
    "join with receipts off": lambda s: twice(
        s.erin.patch("/me", {"receipts": False}), s.erin.post(s.path("/join"))
    ),
    "receipts on": lambda s: twice(
        s.bob.patch("/me", {"receipts": True}), s.erin.patch("/me", {"receipts": True})
    ),
    "favourite": lambda s: s.alice.patch(s.path("/my"), {"favourite": True}),
    "mute": lambda s: s.alice.patch(s.path("/my"), {"muted_until": LATER}),
    "mute that is over": lambda s: s.alice.patch(s.path("/my"), {"muted_until": EARLIER}),
    "level": lambda s: s.alice.patch(s.path("/my"), {"notify": "mentions"}),
    "draft": lambda s: s.alice.patch(s.path("/my"), {"draft": "To be continued"}),
    "draft sent": lambda s: twice(
        s.alice.send(s.id, "To be continued"), s.alice.patch(s.path("/my"), {"draft": ""})
    ),
    "send with files": lambda s: with_files(s.alice, s.id, 2, body="Look at these"),
    "send a file alone": lambda s: with_files(s.bob, s.id, 1),
    "delete of a message with files": lambda s: s.alice.remove(s.message("files")),
    "delete of a message with files that is quoted": lambda s: s.alice.remove(s.message("file alone")),
    "edit of a message with files": lambda s: s.alice.edit(s.message("files"), "Edited"),
    "reply to a message with a file": lambda s: s.alice.send(
        s.id, "Thanks", reply_to=s.message("file alone")
    ),
    "thread reply with a file": lambda s: with_files(s.alice, s.id, 1, thread_root=s.message("root")),
    "group picture": lambda s: picture(s.bob, s.path("/avatar")),
    "group picture anew": lambda s: twice(
        picture(s.alice, s.path("/avatar")), picture(s.bob, s.path("/avatar"))
    ),
    "group picture removed": lambda s: twice(
        picture(s.alice, s.path("/avatar")), s.alice.delete(s.path("/avatar"))
    ),
    "own picture": lambda s: picture(s.alice, "/me/avatar"),
    "own picture of one who is quoted": lambda s: picture(s.bob, "/me/avatar"),
    "own picture removed": lambda s: twice(picture(s.alice, "/me/avatar"), s.alice.delete("/me/avatar")),
    "profile change back": lambda s: s.alice.patch("/me", {"display_name": "Alice", "status_text": ""}),
}


async def twice(first: Awaitable[object], second: Awaitable[object]) -> None:
    await first
    await second


async def come_in(host: Api, guest: Api, conversation_id: str) -> None:
    invite = await host.post("/invites", {"conversation_id": conversation_id})
    await guest.post(f"/invites/{invite['code']}/accept")


async def rename_and_unsay(admin: Api, conversation_id: str) -> None:
    await admin.patch(f"/conversations/{conversation_id}", {"name": "Renamed"})
    await admin.remove((await admin.history(conversation_id))[-1]["id"])


async def with_files(api: Api, conversation_id: str, count: int, **fields: str) -> None:
    files = [await api.upload(name=f"{number}.txt") for number in range(count)]
    await api.send_file(conversation_id, *files, **fields)


async def picture(api: Api, path: str) -> None:
    await api.ok("PUT", path, files={"file": ("picture.png", png())})


async def delivered(api: Api, conversation_id: str, seq: int) -> None:
    async with await Chat.connect(api.url, token=api.token) as chat:
        await chat.sync()
        await chat.ok("delivered", {"conversation_id": conversation_id, "seq": seq})


@pytest_asyncio.fixture(loop_scope="session")
async def stage(alice, bob, carol, dave, people_aside) -> AsyncIterator[Stage]:
    erin = people_aside[0]
    group = await alice.group(bob, carol, dave, name="Before", topic="Before", visibility="public")
    id_ = group["id"]
    s = Stage(alice, bob, carol, dave, erin, id_)
    await alice.patch(s.path(f"/members/{bob.id}"), {"role": "admin"})
    bobs = await bob.send(id_, "Of bob's")
    await bob.react(bobs["id"], "🎉")
    s.messages["bob's"] = bobs
    for name, fields in {
        "sent": {},
        "root": {},
        "plain": {},
        "pinned": {},
        "liked": {},
        "mine liked": {},
        "mention": {"body": f"Ask @{bob.username}"},
        "to all": {"body": "Hear, @all"},
    }.items():
        s.messages[name] = await alice.send(id_, **{"body": name, **fields})
    await carol.send(id_, "Quoting bob", reply_to=bobs["id"])
    s.messages["reply"] = await carol.send(id_, "Quoting", reply_to=s.message("sent"))
    s.messages["answer"] = await alice.send(id_, "Answer", thread_root=s.message("root"))
    await carol.send(id_, "Answer to the answer", thread_root=s.message("root"), reply_to=s.message("answer"))
    await carol.pin(s.message("pinned"))
    await carol.react(s.message("liked"), "👍")
    await alice.react(s.message("mine liked"), "👍")
    await carol.react(s.message("mine liked"), "👍")
    for name, body in {"files": "files", "file alone": ""}.items():
        file = await alice.upload(name=f"{name}.txt")
        s.messages[name] = await alice.send_file(id_, file, body=body)
    await carol.send(id_, "Quoting a file", reply_to=s.message("file alone"))
    s.messages["last"] = await alice.send(id_, "The last")
    await carol.read(id_, s.messages["mention"]["seq"])
    yield s
    for owner in (alice, bob):  # so that the lists of those who watch stay short
        await owner.call("DELETE", s.path())


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def lobby(alice, bob, carol, dave, people_aside) -> str:
    """Where markers are sent: every watcher is in it."""
    return (await alice.group(bob, carol, dave, people_aside[0], name="Lobby"))["id"]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def sockets(alice, bob, carol, dave, people_aside) -> AsyncIterator[dict[str, Chat]]:
    watchers = {
        "the actor's second device": alice,
        "the person concerned": bob,
        "a member": carol,
        "another member": dave,
        "somebody outside": people_aside[0],
    }
    chats = {name: await Chat.connect(api.url, token=api.token) for name, api in watchers.items()}
    yield chats
    for chat in chats.values():
        await chat.close()


async def fresh_view(api: Api, load: list[str]) -> Replica:
    async with await Chat.connect(api.url, token=api.token) as chat:
        replica = Replica(chat)
        await replica.sync()
        for conversation_id in load:
            await replica.load(conversation_id)
        await replica.load_threads()
        return replica


async def settled(old: Replica, api: Api) -> list[str]:
    """What still differs when nothing more comes; [] as soon as nothing differs."""
    deadline = asyncio.get_running_loop().time() + 2
    while True:
        mark = old.chat.mark
        for conversation_id in list(old.unknown):  # as a client does with what is new to it
            await old.load(conversation_id)
        fresh = await fresh_view(api, [c for c in old.messages if c in old.conversations])
        differences = old.differences(fresh) + fresh.contradictions()
        left = deadline - asyncio.get_running_loop().time()
        if not differences or left < 0:
            return differences
        if old.chat.mark == mark:
            await old.chat.changed(min(left, 0.5))


@pytest.mark.parametrize("action", ACTIONS)
async def test_old_state_and_events_make_the_freshly_synced_state(stage, lobby, sockets, action):
    apis = dict(zip(sockets, (stage.alice, stage.bob, stage.carol, stage.dave, stage.erin), strict=True))
    replicas: dict[str, Replica] = {}
    for name, chat in sockets.items():
        chat.forget_listeners()
        view = Replica(chat)
        await view.sync()
        replicas[name] = await Replica.start(
            chat, load=[c for c in (stage.id, lobby) if c in view.conversations]
        )
    await ACTIONS[action](stage)
    marker = await stage.dave.send(lobby, "Marker")
    for replica in replicas.values():
        await replica.chat.wait_for_message(marker)
    wrong = {name: await settled(replica, apis[name]) for name, replica in replicas.items()}
    assert not any(wrong.values()), "\n".join(f"{n}: {line}" for n, lines in wrong.items() for line in lines)
