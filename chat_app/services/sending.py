"""Sending: many messages in one transaction, each refused alone.

The rows of the conversations are locked first (in the order of their ids), so whatever is read after
that (members, retries, numbers) stays true until the commit, on any number of workers.
"""

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlmodel import Session

from chat_app.bus import Envelope, Kind, conversation_channel
from chat_app.db.prepared import Found, together
from chat_app.errors import ChatError, Conflict, Invalid, NotAllowed, NotFound, NotSignedIn
from chat_app.models.actor import Actor
from chat_app.models.clock import now
from chat_app.models.folding import fold
from chat_app.models.ids import is_id, new_id
from chat_app.models.permissions import Action, may, may_post
from chat_app.models.receipt import LARGE_GROUP
from chat_app.services import attachments, events, message_view, search_index, sending_sql
from chat_app.services.markdown import mentioned_names, render
from chat_app.services.mentioning import mentioned


@dataclass(slots=True)
class Draft:
    """A message that somebody wants to send, rendered before anything is locked."""

    actor: Actor
    conversation_id: str
    client_id: str
    body: str
    reply_to: str | None = None
    thread_root: str | None = None
    attachment_ids: tuple[str, ...] = ()
    author_name: str | None = None
    """What a webhook calls itself this time."""
    seen_revocations: int = 0
    """What the worker knew of ended sessions when it let the sender through."""
    html: str = ""
    names: frozenset[str] = frozenset()
    words: str = ""
    content_hash: str = ""
    received_at: float = field(default_factory=time.time)

    def prepare(self) -> "Draft":
        """Does everything that needs no database."""
        self.html = render(self.body)
        self.names = frozenset(mentioned_names(self.body)) if "@" in self.body else frozenset()
        self.words = fold(self.body)
        content = "\0".join((self.body, self.reply_to or "", self.thread_root or "", *self.attachment_ids))
        self.content_hash = hashlib.sha256(content.encode()).hexdigest()[:32]
        return self


@dataclass(frozen=True, slots=True)
class Sent:
    """`json` is the message as the contract has it; `created` is false for a retry."""

    json: str
    created: bool


@dataclass(slots=True)
class _New:
    """A message that the batch makes."""

    row: dict[str, Any]
    json: str
    words: str


class _Batch:
    """The drafts of one transaction, on locked conversations."""

    def __init__(self, session: Session, drafts: Sequence[Draft]) -> None:
        self._session = session
        self._at = now()
        together(session)
        # Each statement sees what is committed when it begins, and so all that came before the locks.
        locked = sending_sql.lock(
            session, {draft.conversation_id for draft in drafts if is_id(draft.conversation_id)}
        )
        members = sending_sql.members(session, {(d.conversation_id, d.actor.user_id) for d in drafts})
        before = sending_sql.retries(session, {_key(draft) for draft in drafts})
        related = sending_sql.related(session, {i for d in drafts for i in (d.reply_to, d.thread_root) if i})
        files = attachments.attachable(
            session, {(file_id, d.actor.user_id) for d in drafts for file_id in d.attachment_ids}
        )
        vocabulary = search_index.look_up(session, {word for d in drafts for word in d.words.split()})
        self._locked = {row.id: row for row in locked.rows()}
        self._members = {(row.conversation_id, row.user_id): row for row in members.rows()}
        self._before = {(r.conversation_id, r.author_id, r.client_id): r for r in before.rows()}
        self._related = {row.id: row for row in related.rows()}
        self._files = {(row.id, row.owner_id): attachments.file_json(row) for row in files.rows()}
        self._vocabulary = vocabulary.read()
        self._seq = {row.id: row.last_seq for row in self._locked.values()}
        self._rev = {row.id: row.last_rev for row in self._locked.values()}
        self._alive = self._living_sessions(drafts)
        self._new: dict[tuple[str, str, str], _New] = {}
        self._mentions: list[tuple[str, str, str, int]] = []
        self._attached: list[dict[str, Any]] = []
        self._replied: list[tuple[str, int, str]] = []
        """(thread root, its new rev, its conversation) for each reply, in order."""
        self._envelopes: list[Envelope] = []

    def take(self, draft: Draft) -> _New | str:
        """The message that the draft becomes, or the id of the one that it became before."""
        if self._alive is not None and draft.actor.session_id not in self._alive:
            raise NotSignedIn
        member = self._admit(draft)
        key = _key(draft)
        if (stored := self._before.get(key)) is not None:
            _check_same_content(draft, stored.content_hash)
            return stored.id
        if (new := self._new.get(key)) is not None:
            _check_same_content(draft, new.row["content_hash"])
            return new
        self._new[key] = new = self._compose(draft, member)
        return new

    def write(self) -> None:
        """Stores what was taken and leaves the news of it."""
        if not self._new:
            return
        rows = [new.row for new in self._new.values()]
        # A webhook reads nothing, so its pointers stay where nobody waits for them.
        people = [row for row in rows if row["author_name"] is None]
        read = {(row["conversation_id"], row["author_id"]): row["seq"] for row in people}
        changed = self._changed_roots()
        entries = [(new.row, new.words) for new in self._new.values()]
        together(self._session)
        sending_sql.insert_messages(self._session, rows)
        sending_sql.insert_mentions(self._session, self._mentions)
        attachments.attach(self._session, self._attached)
        sending_sql.set_replies(self._session, changed)
        sending_sql.advance(self._session, self._counters(rows))
        sending_sql.read_own(self._session, [(*key, seq) for key, seq in sorted(read.items())])
        search_index.add(self._session, entries, self._vocabulary)
        events.leave(self._session, self._envelopes)
        events.leave(self._session, [self._receipt(*key, seq) for key, seq in read.items()], durable=False)

    def _counters(self, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            {"id": i, "last_seq": self._seq[i], "last_rev": self._rev[i], "active_at": self._at}
            for i in sorted({row["conversation_id"] for row in rows})
        ]

    def _living_sessions(self, drafts: Sequence[Draft]) -> set[str] | None:
        """None while no session has ended that the senders' worker does not know of."""
        seen = min((draft.seen_revocations for draft in drafts), default=0)
        if all(row.revocations <= seen for row in self._locked.values()):
            return None
        return sending_sql.living_sessions(self._session, {draft.actor.session_id for draft in drafts})

    def _admit(self, draft: Draft) -> Found:
        conversation = self._locked.get(draft.conversation_id)
        if conversation is None:
            raise NotFound("There is no such conversation.")
        member = self._members.get((draft.conversation_id, draft.actor.user_id))
        if member is None:
            if conversation.visibility == "public":
                raise NotAllowed("Join this group first.", code="not_a_member")
            raise NotFound("There is no such conversation.")
        if not may(Action.SEND, kind=conversation.kind, role=member.role, archived=conversation.archived):
            raise NotAllowed("This group is archived: it can be read, not changed.", code="archived")
        if not may_post(conversation.posting, member.role, is_hook=member.is_hook):
            raise NotAllowed("Only the admins of this group may write here.", code="posting_restricted")
        return member

    def _compose(self, draft: Draft, member: Found) -> _New:
        quoted = self._relative(draft, "reply_to", draft.reply_to)
        root = self._relative(draft, "thread_root", draft.thread_root)
        if root is not None and root.thread_root is not None:
            raise Invalid(fields={"thread_root": "is itself a reply in a thread"})
        files = attachments.chosen(draft.attachment_ids, draft.actor.user_id, self._files)
        conversation_id = draft.conversation_id
        self._seq[conversation_id] += 1
        rev = self._rev[conversation_id] = self._rev[conversation_id] + 1
        mentions = self._mentioned(draft, member) if draft.names else []
        row: dict[str, Any] = {
            "id": new_id(),
            "conversation_id": conversation_id,
            "seq": self._seq[conversation_id],
            "rev": rev,
            "author_id": draft.actor.user_id,
            "client_id": draft.client_id,
            "content_hash": draft.content_hash,
            "kind": "user",
            "author_name": draft.author_name,
            "event": None,
            "body": draft.body,
            "html": draft.html,
            "reply_to": draft.reply_to,
            "thread_root": draft.thread_root,
            "reply_count": 0,
            "mentions": orjson.dumps(mentions).decode(),
            "attachment_count": len(files),
            "pinned": False,
            "created_at": self._at,
            "edited_at": None,
            "deleted": False,
        }
        message = message_view.fresh(
            message=row,
            author=message_view.author(member.user_id, member, draft.author_name),
            reply_to=message_view.quote(
                quoted.id, quoted.seq, quoted.display_name, quoted.body or self._file_words(quoted)
            )
            if quoted
            else None,
            files=files,
            mentions=mentions,
        )
        words = search_index.words_with_files(draft.words, files) if files else draft.words
        new = _New(row, message_view.encode(message), words)
        self._envelopes.append(self._envelope(conversation_id, rev, new.json, draft.received_at))
        self._attached += [
            {
                "message_id": row["id"],
                "position": position,
                "file_id": file["id"],
                "conversation_id": conversation_id,
                "seq": row["seq"],
            }
            for position, file in enumerate(files)
        ]
        self._mentions += [(row["id"], user_id, conversation_id, row["seq"]) for user_id in mentions]
        if root is not None:
            self._rev[conversation_id] += 1
            self._replied.append((root.id, self._rev[conversation_id], conversation_id))
        return new

    def _relative(self, draft: Draft, name: str, message_id: str | None) -> Found | None:
        if message_id is None:
            return None
        row = self._related.get(message_id)
        if row is None or row.conversation_id != draft.conversation_id:
            raise Invalid(fields={name: "is not a message of this conversation"})
        if row.kind == "system":
            raise Invalid(fields={name: "is not a message of somebody"})
        return row

    def _file_words(self, quoted: Found) -> str:
        if not quoted.attachment_count:
            return ""
        return attachments.words_of(attachments.of_messages(self._session, [quoted.id])[quoted.id])

    def _mentioned(self, draft: Draft, member: Found) -> list[str]:
        conversation = self._locked[draft.conversation_id]
        return mentioned(
            self._session,
            draft.names,
            conversation_id=conversation.id,
            kind=conversation.kind,
            member_count=conversation.member_count,
            role=member.role,
            author_id=draft.actor.user_id,
        )

    def _changed_roots(self) -> list[dict[str, Any]]:
        """Every reply changes its root: the root is told of once for each, with its count as of then."""
        if not self._replied:
            return []
        roots = {root_id for root_id, _, _ in self._replied}
        found = message_view.load_many(self._session, roots)
        for root_id, rev, conversation_id in self._replied:
            root = found[root_id]
            root["rev"] = rev
            root["reply_count"] += 1
            self._envelopes.append(self._envelope(conversation_id, rev, message_view.encode(root)))
        self._envelopes.sort(key=lambda envelope: envelope.rev)
        return [
            {"id": i, "reply_count": found[i]["reply_count"], "rev": found[i]["rev"]} for i in sorted(roots)
        ]

    def _envelope(
        self, conversation_id: str, rev: int, message_json: str, received_at: float = 0.0
    ) -> Envelope:
        return events.message_envelope(
            conversation_id,
            rev,
            message_json,
            members_version=self._locked[conversation_id].members_version,
            revocations=self._locked[conversation_id].revocations,
            profiles=self._locked[conversation_id].profiles,
            received_at=received_at,
        )

    def _receipt(self, conversation_id: str, user_id: str, seq: int) -> Envelope:
        conversation = self._locked[conversation_id]
        return Envelope(
            conversation_channel(conversation_id),
            Kind.RECEIPT,
            events.receipt(conversation_id, user_id, seq, seq),
            members_version=conversation.members_version,
            revocations=conversation.revocations,
            only=(user_id,) if conversation.member_count > LARGE_GROUP else (),
            subject=user_id,
        )


def send_many(session: Session, drafts: Sequence[Draft]) -> list[Sent | ChatError]:
    """Stores the drafts in their order. The answer has a `Sent` or an error for each."""
    batch = _Batch(session, drafts)
    taken: list[_New | str | ChatError] = []
    seen: set[int] = set()
    for draft in drafts:
        try:
            taken.append(batch.take(draft))
        except ChatError as error:
            taken.append(error)
    batch.write()
    stored = {one for one in taken if isinstance(one, str)}
    again = message_view.load_many(session, stored)
    results: list[Sent | ChatError] = []
    for one in taken:
        if isinstance(one, _New):
            results.append(Sent(one.json, created=id(one) not in seen))
            seen.add(id(one))
        elif isinstance(one, str):
            results.append(Sent(message_view.encode(again[one]), created=False))
        else:
            results.append(one)
    return results


def _key(draft: Draft) -> tuple[str, str, str]:
    return draft.conversation_id, draft.actor.user_id, draft.client_id


def _check_same_content(draft: Draft, content_hash: str) -> None:
    if draft.content_hash != content_hash:
        raise Conflict("This client_id was used for another message.", code="client_id_reused")
