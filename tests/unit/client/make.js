/** Things as the server sends them, with what a test cares about. */
import { applySync } from "../../../chat_app/ui/client/events.js";
import { initialState } from "../../../chat_app/ui/client/state.js";
import { fromHistory } from "../../../chat_app/ui/client/timeline.js";

export const ME = { id: "me", username: "me", display_name: "Mia Meyer" };
export const ANNA = { id: "anna", username: "anna", display_name: "Anna Berg" };

export function message(seq, fields = {}) {
  return {
    id: `m${seq}`,
    conversation_id: "c",
    seq,
    rev: seq,
    client_id: `k${seq}`,
    kind: "user",
    author: ANNA,
    body: `text ${seq}`,
    html: `<p>text ${seq}</p>`,
    reply_to: null,
    thread_root: null,
    reply_count: 0,
    attachments: [],
    reactions: [],
    mentions: [],
    pinned: false,
    created_at: new Date(Date.UTC(2026, 0, 1, 12, 0, seq)).toISOString(),
    edited_at: null,
    deleted: false,
    ...fields,
  };
}

export function file(name, kind = "document", mime = "application/pdf") {
  const id = name.replace(/\W/g, "-");
  const url = `/api/v1/files/${id}/${encodeURIComponent(name)}`;
  return { id, name, mime, size: 2048, kind, width: null, height: null, thumbhash: null, url, thumb_url: null, animated: false, duration: null };
}

export function picture(number, fields = {}) {
  const made = file(`picture ${number}.png`, "image", "image/png");
  return { ...made, id: `p${number}`, width: 1200, height: 900, thumb_url: `/api/v1/files/p${number}/thumb/320`, ...fields };
}

export function conversation(fields = {}) {
  return {
    id: "c",
    kind: "group",
    name: "Kitchen",
    topic: "",
    archived: false,
    member_count: 2,
    created_at: "2026-01-01T00:00:00.000Z",
    last_seq: 0,
    last_rev: 0,
    last_message: null,
    peer: null,
    ...fields,
    my: { role: "member", read_seq: 0, unread: 0, mentions: 0, ...fields.my },
  };
}

export function changed(message) {
  return { type: "message", conversation_id: message.conversation_id, rev: message.rev, message };
}

export function receipt(userId, readSeq, deliveredSeq = readSeq) {
  return { type: "receipt", conversation_id: "c", user_id: userId, read_seq: readSeq, delivered_seq: deliveredSeq };
}

/** A client that is in step with one conversation of these messages, all of them held. */
export function synced(messages = [], fields = {}) {
  const last = messages.at(-1);
  const lastRev = Math.max(0, ...messages.map(({ rev }) => rev));
  const one = conversation({ last_seq: last?.seq ?? 0, last_rev: lastRev, last_message: last ?? null, ...fields });
  const answer = { me: ME, conversations: [one], changes: {}, reset: [], presence: {}, receipts: {} };
  const timelines = { c: fromHistory(messages, one.last_seq, one.last_rev) };
  return { ...applySync(initialState, answer), timelines, open: { id: "c", seq: null } };
}

export function seqs(state) {
  return state.timelines.c.messages.map(({ seq }) => seq);
}

/** Numbers below a bound, the same ones for the same seed. */
export function randomFrom(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
