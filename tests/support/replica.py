"""The reference client: what one may know from `sync`, `history` and `events`, and nothing else.

A `Replica` listens to a socket and keeps the state a client would draw. `differences(other)` compares two
of them; a test holds an old one that only heard events against a new one that has just synced. What a
client is told is applied as told; what it can count itself (unread) it counts, and the comparison holds
the server's own numbers against that.

It never repairs by itself: a hole in `rev` is noted in `gaps`, so that a test can assert there was none.
"""

from __future__ import annotations

import asyncio
import copy
from typing import Any, Self

from tests.support.api import Json
from tests.support.chat import Chat

# Moves by itself, or is an installation's affair, so two views taken at different moments may differ.
_VOLATILE = ("presence", "last_seen_at")


class Replica:
    """The state of one client.

    conversations: the list, by id, as last told.
    messages:      by conversation (only those whose history was loaded), then by seq.
    revs:          the `rev` held, by conversation.
    receipts:      by conversation, then by user: [read_seq, delivered_seq].
    unknown:       conversations that appeared by an event and whose history was not loaded yet.
    gaps:          (conversation, rev held, rev that came) for every hole seen.
    removed:       conversations that were taken away by an event.
    threads:       by root, the thread as `replies` answered it last (only those that `load_threads` loaded).
    """

    def __init__(self, chat: Chat) -> None:
        self.chat = chat
        self.me: Json = {}
        self.conversations: dict[str, Json] = {}
        self.messages: dict[str, dict[int, Json]] = {}
        self.revs: dict[str, int] = {}
        self.receipts: dict[str, dict[str, list[int]]] = {}
        self.unknown: set[str] = set()
        self.removed: set[str] = set()
        self.gaps: list[tuple[str, int, int]] = []
        self.threads: dict[str, Json] = {}

    @classmethod
    async def start(cls, chat: Chat, *, load: list[str] | None = None) -> Self:
        """Syncs, listens from then on, and loads the whole history of `load` (by default of all)."""
        replica = cls(chat)
        await replica.come_back(chat)
        for conversation_id in list(replica.conversations) if load is None else load:
            await replica.load(conversation_id)
        return replica

    async def come_back(self, chat: Chat) -> None:
        """Goes on with a new socket, from what it knew."""
        self.chat = chat
        chat.on_event(self.apply)
        await self.sync()

    async def sync(self) -> None:
        """`sync` with what it knows; afterwards it is up to date except for what stands in `reset`."""
        known = {c: self.revs[c] for c in self.messages}

        def take(ack: Json) -> None:  # at once, or an event that follows would be lost under it
            if "error" not in ack:
                self.take_sync(ack, known)

        ack = await asyncio.wait_for(self.chat.ask("sync", {"known": known}, then=take), 30)
        assert "error" not in ack, ack

    def take_sync(self, ack: Json, known: dict[str, int]) -> None:
        self.me = ack["me"]
        self.conversations = {c["id"]: copy.deepcopy(c) for c in ack["conversations"]}
        self.receipts = copy.deepcopy(ack["receipts"])
        for conversation_id in known:
            if conversation_id not in self.conversations:
                self._forget(conversation_id)
            elif conversation_id in ack["reset"]:
                self.messages.pop(conversation_id, None)
                self.revs.pop(conversation_id, None)
            else:
                for message in ack["changes"][conversation_id]:
                    self._take_message(conversation_id, message)
        for conversation_id, conversation in self.conversations.items():
            if conversation_id not in self.messages:
                self.revs[conversation_id] = conversation["last_rev"]

    async def load(self, conversation_id: str) -> None:
        """The whole history, over the socket; for a conversation that came by an event, its receipts too."""
        held: dict[int, Json] = {}
        since = -1
        while True:
            page = await self.chat.ok(
                "history", {"conversation_id": conversation_id, "after": max(held, default=0), "limit": 200}
            )
            held |= {m["seq"]: m for m in page["items"]}
            since = page["last_rev"] if since < 0 else since
            if not page["items"] or max(held) >= page["last_seq"]:
                break
        # Whatever is newer than the first page comes, or came, as an event: the higher rev is right.
        kept = self.messages.setdefault(conversation_id, {})
        for message in held.values():
            self._keep(kept, copy.deepcopy(message))
        self.revs[conversation_id] = max(self.revs.get(conversation_id, 0), since)
        if conversation_id in self.unknown:
            self.unknown.discard(conversation_id)
            await self.sync()  # no event tells the receipts of those who were there before

    async def load_threads(self) -> None:
        """Every thread of the messages held, over the socket."""
        roots = {m["thread_root"] for held in self.messages.values() for m in held.values()} - {None}
        self.threads = {
            root: await self.chat.ok("replies", {"message_id": root, "limit": 200}) for root in roots
        }

    # --- events ---

    def apply(self, event: Json) -> None:
        if not self.me:
            return  # on a socket that was in use before: what comes before the first ack is in the ack
        match event["type"]:
            case "message":
                self._message(event)
            case "receipt":
                self._receipt(event)
            case "conversation":
                self._conversation(event["conversation"])
            case "conversation_removed":
                self._forget(event["conversation_id"])
                self.removed.add(event["conversation_id"])
            case "member":
                self._member(event)
            case "user":
                self._user(event["user"])
            case "me":
                self.me = event["me"]
            case _:
                pass  # typing and presence are no lasting state; new types may be added

    def _message(self, event: Json) -> None:
        conversation_id, rev, message = event["conversation_id"], event["rev"], event["message"]
        assert message["conversation_id"] == conversation_id, event
        assert message["rev"] == rev, event
        held = self.revs.get(conversation_id, 0)
        if rev <= held:
            return
        if rev > held + 1:
            self.gaps.append((conversation_id, held, rev))
        self._take_message(conversation_id, message)

    def _take_message(self, conversation_id: str, message: Json) -> None:
        self.revs[conversation_id] = max(self.revs.get(conversation_id, 0), message["rev"])
        if conversation_id in self.messages:
            self._keep(self.messages[conversation_id], copy.deepcopy(message))
        conversation = self.conversations.get(conversation_id)
        if conversation is None:
            return
        conversation["last_seq"] = max(conversation["last_seq"], message["seq"])
        conversation["last_rev"] = max(conversation["last_rev"], message["rev"])

    @staticmethod
    def _keep(held: dict[int, Json], message: Json) -> None:
        old = held.get(message["seq"])
        if old is None or old["rev"] <= message["rev"]:
            held[message["seq"]] = message

    def _receipt(self, event: Json) -> None:
        conversation_id, user_id = event["conversation_id"], event["user_id"]
        of = self.receipts.setdefault(conversation_id, {})
        of[user_id] = [event["read_seq"], event["delivered_seq"]]
        if user_id == self.me["id"] and conversation_id in self.conversations:
            self.conversations[conversation_id]["my"]["read_seq"] = event["read_seq"]

    def _conversation(self, conversation: Json) -> None:
        conversation = copy.deepcopy(conversation)
        old = self.conversations.get(conversation["id"])
        if old is None:
            self.unknown.add(conversation["id"])
            self.revs[conversation["id"]] = conversation["last_rev"]
        else:
            conversation["last_seq"] = max(conversation["last_seq"], old["last_seq"])
            conversation["last_rev"] = max(conversation["last_rev"], old["last_rev"])
        self.removed.discard(conversation["id"])
        self.conversations[conversation["id"]] = conversation

    def _member(self, event: Json) -> None:
        conversation_id, user_id, role = event["conversation_id"], event["user_id"], event["role"]
        of = self.receipts.setdefault(conversation_id, {})
        if role is None:
            of.pop(user_id, None)
        else:
            of.setdefault(user_id, [0, 0])
        if user_id == self.me["id"] and role is not None and conversation_id in self.conversations:
            self.conversations[conversation_id]["my"]["role"] = role

    def _user(self, user: Json) -> None:
        if user["id"] == self.me["id"]:
            self.me = self.me | user
        author = {key: user[key] for key in ("id", "username", "display_name", "avatar_url")}
        if user["role"] == "bot":
            author["is_bot"] = True
        for conversation in self.conversations.values():
            if conversation["peer"] is not None and conversation["peer"]["id"] == user["id"]:
                conversation["peer"] = conversation["peer"] | user
        for held in self.messages.values():
            for message in held.values():
                if message["author"]["id"] == user["id"]:
                    message["author"] = author
                quoted = held.get(message["reply_to"]["seq"]) if message["reply_to"] else None
                if quoted is not None and quoted["author"]["id"] == user["id"]:
                    message["reply_to"]["author_name"] = user["display_name"]

    def _forget(self, conversation_id: str) -> None:
        for kept in (self.conversations, self.messages, self.revs, self.receipts):
            kept.pop(conversation_id, None)
        self.unknown.discard(conversation_id)

    # --- comparing ---

    def unread(self, conversation_id: str) -> int:
        """The contract's sentence, counted over the messages held."""
        return len(self._unread(conversation_id))

    def mentions(self, conversation_id: str) -> int:
        """How many of the unread messages mention this user."""
        return sum(self.me["id"] in m["mentions"] for m in self._unread(conversation_id))

    def _unread(self, conversation_id: str) -> list[Json]:
        read_seq = self.conversations[conversation_id]["my"]["read_seq"]
        return [
            m
            for m in self.messages[conversation_id].values()
            if m["seq"] > read_seq
            and m["author"]["id"] != self.me["id"]
            and m["kind"] == "user"
            and not m["deleted"]
            and m["thread_root"] is None
        ]

    def state(self) -> Json:
        """Everything comparable. Unread and mentions are counted here, never taken from the server."""
        return {
            "me": _steady(self.me),
            "conversations": {id_: self._comparable(id_) for id_ in self.conversations},
            "messages": {id_: dict(sorted(held.items())) for id_, held in self.messages.items()},
            "receipts": {id_: of for id_, of in self.receipts.items() if id_ in self.conversations},
        }

    def _comparable(self, conversation_id: str) -> Json:
        conversation = copy.deepcopy(self.conversations[conversation_id])
        del conversation["last_message"]  # its choice and form are checked by `contradictions`
        conversation["rev held"] = self.revs.get(conversation_id)
        if conversation["peer"] is not None:
            conversation["peer"] = _steady(conversation["peer"])
        if conversation_id in self.messages:
            conversation["my"]["unread"] = self.unread(conversation_id)
            conversation["my"]["mentions"] = self.mentions(conversation_id)
        else:
            del conversation["my"]["unread"], conversation["my"]["mentions"]
        return conversation

    def contradictions(self) -> list[str]:
        """What a freshly synced server view says that does not follow from its own history."""
        wrong: list[str] = []
        for id_, held in self.messages.items():
            conversation = self.conversations[id_]
            my, revs = conversation["my"], sorted(m["rev"] for m in held.values())
            expected = {
                "seqs without holes": (sorted(held), list(range(1, conversation["last_seq"] + 1))),
                "last_rev": (revs[-1] if revs else 0, conversation["last_rev"]),
                "one message per rev": (len(set(revs)), len(revs)),
                "unread": (my["unread"], self.unread(id_)),
                "mentions": (my["mentions"], self.mentions(id_)),
            }
            last = conversation["last_message"]
            if last is not None and last.get("seq") in held:
                known = held[last["seq"]]
                shared = {key: known[key] for key in last if key in known}
                expected["last_message"] = ({key: last[key] for key in shared}, shared)
            for root, thread in self.threads.items():
                if thread["root"]["conversation_id"] == id_:
                    by_seq = [held[seq] for seq in sorted(held)]
                    expected[f"root {root}"] = (
                        [thread["root"]],
                        [message for message in by_seq if message["id"] == root],
                    )
                    expected[f"thread on {root}"] = (
                        thread["items"],
                        [message for message in by_seq if message["thread_root"] == root],
                    )
            wrong += [f"{id_} {what}: {a} ≠ {b}" for what, (a, b) in expected.items() if a != b]
        return wrong

    def differences(self, fresh: Replica) -> list[str]:
        """Where this state is not that of `fresh`, one line for each place; empty when they are equal."""
        found = _differences("", self.state(), fresh.state())
        return found + [f"a hole before {gap}" for gap in self.gaps]


def _steady(user: Json) -> Json:
    return {key: value for key, value in user.items() if key not in _VOLATILE}


def _differences(path: str, mine: Any, fresh: Any) -> list[str]:
    if isinstance(mine, dict) and isinstance(fresh, dict):
        found: list[str] = []
        for key in [*mine, *(k for k in fresh if k not in mine)]:
            where = f"{path}/{key}"
            if key not in mine:
                found.append(f"{where}: missing, fresh has {str(fresh[key])[:200]}")
            elif key not in fresh:
                found.append(f"{where}: {str(mine[key])[:200]}, fresh has nothing")
            else:
                found += _differences(where, mine[key], fresh[key])
        return found
    return [] if mine == fresh else [f"{path}: {str(mine)[:200]}, fresh has {str(fresh)[:200]}"]
