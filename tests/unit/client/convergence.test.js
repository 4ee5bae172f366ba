/** Whatever happens to the events on their way, the client ends with what the server has. */
import { expect, test } from "bun:test";
import { applyChanges, applyCount, applyEvents, applySync, behind } from "../../../chat_app/ui/client/events.js";
import { fromHistory } from "../../../chat_app/ui/client/timeline.js";
import { recount } from "../../../chat_app/ui/client/unread.js";
import { ANNA, changed, conversation, ME, message, randomFrom, synced } from "./make.js";

/** What the server would send: messages that are written, edited and deleted, each change one `rev` further. */
function history(random, length) {
  const stored = [];
  const events = [];
  const states = [[]];
  for (let rev = 1; rev <= length; rev += 1) {
    const isNew = stored.length === 0 || random(10) < 6;
    const one = isNew
      ? message(stored.length + 1, { rev, author: random(3) === 0 ? ME : ANNA, mentions: random(4) === 0 ? ["me"] : [] })
      : { ...stored[random(stored.length)], rev, body: `changed ${rev}` };
    if (!isNew && random(2) === 0) Object.assign(one, { deleted: true, body: "" });
    stored[one.seq - 1] = one;
    events.push(changed(one));
    states.push([...stored]);
  }
  return { stored, events, states };
}

/** The same events with some lost, some doubled and some late, in frames of a few. */
function onTheWay(random, events) {
  const frames = [];
  let frame = [];
  for (const event of events) {
    if (random(8) === 0) continue;
    frame.push(event);
    if (random(6) === 0) frame.push(event);
    if (frame.length > 1 && random(5) === 0) frame.splice(random(frame.length), 0, frame.pop());
    if (random(3) === 0) {
      frames.push(frame);
      frame = [];
    }
  }
  return [...frames, frame];
}

/** `changes` as the server answers it: every message in its last state, if that is later. */
function changes(stored, since) {
  return stored.filter(({ rev }) => rev > since);
}

/** `sync` as the server answers it after `rev` changes; with a reset it is too much to tell. */
function synchronised(stored, rev, since, isReset) {
  const last_message = stored.at(-1) ?? null;
  const { unread, mentions } = recount({ messages: stored }, 0, ME.id);
  const one = conversation({ last_seq: stored.length, last_rev: rev, last_message, my: { unread, mentions } });
  const known = isReset || since === undefined ? {} : { c: changes(stored, since) };
  return { me: ME, conversations: [one], changes: known, reset: isReset ? ["c"] : [], presence: {}, receipts: {} };
}

/** What the client holds in the end, and what it should. */
function run(seed) {
  const random = randomFrom(seed);
  const { stored, events, states } = history(random, 60);
  let state = synced();
  let page = null;
  for (const frame of onTheWay(random, events)) {
    state = applyEvents(state, frame, 0);
    const since = behind(state, "c");
    // An answer may be late: what is heard before it comes is applied first.
    if (since !== null && random(2) === 0) state = applyChanges(state, "c", changes(stored, since), events.length);
    const rev = Math.max(frame.at(-1)?.rev ?? 0, state.conversations.c.last_rev);
    // The line breaks, and the client comes back; sometimes it was away for too long.
    if (rev > 0 && random(9) === 0) {
      state = applySync(state, synchronised(states[rev], rev, state.timelines.c?.rev, random(2) === 0));
    }
    // What is not held is asked for, and the answer takes its time.
    if (!state.timelines.c && page) {
      state = { ...state, timelines: { c: fromHistory(page.messages, page.messages.length, page.rev) } };
      page = null;
    } else if (!state.timelines.c) {
      page = { messages: states[rev] ?? [], rev };
    }
  }
  if (!state.timelines.c) state = { ...state, timelines: { c: fromHistory(stored, stored.length, events.length) } };
  const since = Math.min(state.conversations.c.last_rev, state.timelines.c.rev);
  state = applyChanges(state, "c", changes(stored, since), events.length);
  // Where the client says that its count may be wrong, it has the server count.
  if (state.conversations.c.doubtful) state = applyCount(state, synchronised(stored, 60).conversations[0], undefined);

  const { my, ...conversation } = state.conversations.c;
  const { unread, mentions } = my;
  const { messages, rev } = state.timelines.c;
  const { last_seq, last_rev, last_message } = conversation;
  const held = { messages, rev, early: state.early, last_seq, last_rev, last_message, unread, mentions };
  const expected = {
    messages: stored,
    rev: 60,
    early: {},
    last_seq: stored.length,
    last_rev: 60,
    last_message: stored.at(-1),
    ...recount({ messages: stored }, 0, ME.id),
  };
  return [held, expected];
}

test("events that are lost, doubled or out of order, and lines that break, end at the server's state", () => {
  for (let seed = 1; seed <= 500; seed += 1) {
    const [held, expected] = run(seed);
    expect({ seed, ...held }).toEqual({ seed, ...expected });
  }
}, 60_000);
