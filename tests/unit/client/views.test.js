import { expect, test } from "bun:test";
import { applyEvents } from "../../../chat_app/ui/client/events.js";
import { withEntry } from "../../../chat_app/ui/client/outbox.js";
import { conversationRows } from "../../../chat_app/ui/client/sidebarView.js";
import { messageRows } from "../../../chat_app/ui/client/timelineView.js";
import { typingText } from "../../../chat_app/ui/client/views.js";
import { changed, conversation, ME, message, receipt, synced } from "./make.js";

const NOW = new Date("2026-01-01T13:00:00.000Z");

test("one new message makes one new row, and the others stay the same objects", () => {
  const state = synced([message(1), message(2)]);
  const before = messageRows(state, NOW);
  const after = messageRows(applyEvents(state, [changed(message(3))], 0), NOW);
  expect(after.length).toBe(3);
  expect(after[0]).toBe(before[0]);
  expect(after[1]).toBe(before[1]);
});

test("a message keeps its row while it goes from pending to sent to read", () => {
  const state = synced([], { member_count: 2 });
  const entry = { client_id: "k1", conversation_id: "c", body: "hi", created_at: NOW.toISOString() };
  const pending = { ...state, outbox: withEntry([], entry) };
  const sent = applyEvents(pending, [changed(message(1, { author: ME })), receipt("anna", 0)], 0);
  const read = applyEvents(sent, [receipt("anna", 1)], 0);
  const rows = [pending, sent, read].map((one) => messageRows(one, NOW)[0]);
  expect(rows.map(({ key }) => key)).toEqual(["k1", "k1", "k1"]);
  expect(rows.map(({ status }) => status)).toEqual(["pending", "sent", "read"]);
});

test("an author's name stands once over what they wrote within five minutes", () => {
  const later = message(3, { created_at: "2026-01-01T12:30:00.000Z" });
  const rows = messageRows(synced([message(1), message(2), later, message(4, { author: ME, created_at: later.created_at })]), NOW);
  expect(rows.map(({ is_first }) => is_first)).toEqual([true, false, true, true]);
});

test("thread replies are left to their thread", () => {
  expect(messageRows(synced([message(1), message(2, { thread_root: "m1" })]), NOW).length).toBe(1);
});

test("the sidebar begins with the newest activity", () => {
  const state = synced([message(1)]);
  const quiet = conversation({ id: "q", name: "Quiet", created_at: "2025-01-01T00:00:00.000Z" });
  const busy = conversation({ id: "b", name: "Busy", last_message: message(9, { conversation_id: "b" }), last_seq: 9 });
  const rows = conversationRows({ ...state, conversations: { q: quiet, ...state.conversations, b: busy } }, NOW);
  expect(rows.map(({ title }) => title)).toEqual(["Busy", "Kitchen", "Quiet"]);
});

test("one's own typing is not told to oneself, and nobody types for ever", () => {
  const state = { ...synced([message(1)]), typing: { c: { me: 9e15, anna: NOW.getTime() + 1 } } };
  expect(typingText(state, NOW)).toBe("Anna Berg is typing");
  expect(typingText(state, new Date(NOW.getTime() + 1))).toBe("");
});
