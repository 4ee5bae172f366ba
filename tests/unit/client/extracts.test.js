/** Threads and pins follow their conversation: old extract + events == what the server answers afresh. */
import { expect, test } from "bun:test";
import { applyAck, applyChanges, applyEvents, applySync, behind, known } from "../../../chat_app/ui/client/events.js";
import { changed as changedExtract, pinsKey, pinsOf, threadOf, threadWithin, withEarlier, withExtract } from "../../../chat_app/ui/client/extracts.js";
import { fromHistory } from "../../../chat_app/ui/client/timeline.js";
import { ANNA, changed, conversation, ME, message, randomFrom, synced } from "./make.js";

const ROOT = "m1";

/** What a server would do: the first message has a thread, and is changed by each of its replies. */
function history(random, length) {
  const stored = [];
  const events = [];
  const states = [[]];
  const store = (one) => {
    const whole = { ...one, rev: events.length + 1 };
    stored[whole.seq - 1] = whole;
    events.push(changed(whole));
    states.push([...stored]);
  };
  while (events.length < length) {
    const isReply = stored.length > 0 && random(2) === 0;
    const any = stored[random(Math.max(1, stored.length))];
    const what = stored.length === 0 ? 0 : random(8);
    if (what < 4) {
      store(message(stored.length + 1, { author: random(3) ? ANNA : ME, thread_root: isReply ? ROOT : null }));
      if (isReply) store({ ...stored[0], reply_count: stored[0].reply_count + 1 });
    } else if (what < 6) store({ ...any, pinned: !any.deleted && !any.pinned });
    else if (what === 6) store({ ...any, body: `changed ${events.length}` });
    else store({ ...any, body: "", deleted: true, pinned: false });
  }
  return { stored, events, states };
}

const thread = (stored, rev) => threadOf({ root: stored[0], items: stored.filter((one) => one.thread_root === ROOT), next: null, last_rev: rev });
const pins = (stored, rev) => pinsOf("c", rev, { items: stored.filter((one) => one.pinned).toReversed(), next: null });
const since = (stored, rev) => stored.filter((one) => one.rev > rev);

function run(seed) {
  const random = randomFrom(seed);
  const { stored, events, states } = history(random, 50);
  let state = synced();
  if (random(2)) state = { ...state, timelines: {} };
  for (let at = 0; at < events.length; at += 1) {
    // A thread is opened, and pins are asked for, with answers that were given a little earlier or later.
    const answered = Math.min(events.length, Math.max(1, at + random(7) - 3));
    if (!state.extracts[ROOT] && random(6) === 0) state = withExtract(state, ROOT, thread(states[answered], answered));
    if (!state.extracts[pinsKey("c")] && random(6) === 0) {
      // The list does not tell its rev: it holds at least what was known as it was asked for.
      const rev = Math.min(state.conversations.c.last_rev, answered);
      state = withExtract(state, pinsKey("c"), pinsOf("c", rev, { items: states[answered].filter((one) => one.pinned).toReversed(), next: null }));
    }
    if (random(7) > 0) state = applyEvents(state, random(9) ? [events[at]] : [events[at], events[at]], 0);
    const gap = behind(state, "c");
    if (gap !== null && random(3) === 0) state = applyChanges(state, "c", since(states[at + 1], gap), at + 1);
    if (random(12) === 0) {
      const one = conversation({ last_seq: states[at + 1].length, last_rev: at + 1 });
      const revs = known(state);
      const changes = "c" in revs ? { c: since(states[at + 1], revs.c) } : {};
      const reset = "c" in revs && random(3) === 0 ? ["c"] : [];
      state = applySync(state, { me: ME, conversations: [one], changes, reset, presence: {}, receipts: {} });
    }
  }
  state = applyChanges(state, "c", since(stored, behind(state, "c") ?? state.conversations.c.last_rev), events.length);
  const { [ROOT]: heldThread, [pinsKey("c")]: heldPins } = state.extracts;
  if (heldThread) expect({ seed, ...heldThread }).toEqual({ seed, ...thread(stored, events.length) });
  if (heldPins) expect({ seed, ...heldPins }).toEqual({ seed, ...pins(stored, events.length) });
  return Number(Boolean(heldThread && heldPins));
}

test("threads and pins end at the server's state, whatever happens to the events", () => {
  let compared = 0;
  for (let seed = 1; seed <= 500; seed += 1) compared += run(seed);
  expect(compared).toBeGreaterThan(200);
});

test("a reply reaches the thread that is held, and its root has the new count", () => {
  const state = withExtract(synced([message(1), message(2)]), ROOT, thread([message(1), message(2)], 2));
  const next = applyEvents(state, [changed(message(3, { thread_root: ROOT })), changed(message(1, { rev: 4, reply_count: 1 }))], 0);
  expect(next.extracts[ROOT].messages.map(({ id }) => id)).toEqual(["m3"]);
  expect(next.extracts[ROOT].root.reply_count).toBe(1);
  expect(next.extracts[ROOT].rev).toBe(4);
});

test("what is unpinned, or deleted, is no longer among the pins", () => {
  const state = withExtract(synced([message(1), message(2)]), pinsKey("c"), pinsOf("c", 2, { items: [message(2, { pinned: true }), message(1, { pinned: true })], next: null }));
  const next = applyEvents(state, [changed(message(1, { rev: 3 })), changed(message(2, { rev: 4, deleted: true }))], 0);
  expect(next.extracts[pinsKey("c")].messages).toEqual([]);
});

test("a thread is read off a timeline that holds its root and all since", () => {
  const messages = [message(4), message(5, { thread_root: "m4" }), message(6)];
  expect(threadWithin(fromHistory(messages, 6, 6), "m4").messages.map(({ id }) => id)).toEqual(["m5"]);
  expect(threadWithin(fromHistory(messages, 9, 9), "m4")).toBeNull();
  expect(threadWithin(fromHistory(messages, 6, 6), "m1")).toBeNull();
});

test("an acknowledged reply is in its thread before its event comes, which then changes nothing", () => {
  const state = withExtract(synced([message(1)]), ROOT, thread([message(1)], 1));
  const reply = message(2, { thread_root: ROOT, author: ME });
  const acknowledged = applyAck(state, reply.client_id, reply);
  expect(acknowledged.extracts[ROOT].messages).toEqual([reply]);
  expect(applyEvents(acknowledged, [changed(reply)], 0).extracts[ROOT].messages).toEqual([reply]);
});

test("earlier replies join, and what happened while they were on their way is asked for", () => {
  const late = threadOf({ root: message(1), items: [message(8, { thread_root: ROOT })], next: "8", last_rev: 9 });
  const whole = withEarlier(late, { items: [message(2, { thread_root: ROOT }), message(5, { thread_root: ROOT })], next: null, last_rev: 8 });
  expect(whole.messages.map(({ seq }) => seq)).toEqual([2, 5, 8]);
  expect(whole).toMatchObject({ rev: 8, hasOlder: false });
  expect(changedExtract(late, message(3, { rev: 10, thread_root: ROOT })).messages.length).toBe(1);
});

test("only the extracts that were asked for last are kept", () => {
  let state = synced([message(1)]);
  for (let at = 1; at <= 20; at += 1) state = withExtract(state, `m${at}`, thread([message(at)], 1));
  expect(Object.keys(state.extracts)).toHaveLength(12);
  expect(Object.keys(state.extracts).at(-1)).toBe("m20");
});
