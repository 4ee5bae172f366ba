/**
 * Somebody sends, edits, deletes and reacts over a bad line: acknowledgements and events are lost, doubled and late,
 * the page is loaded anew, and another person reacts meanwhile. They see what they did at once and never see it
 * undone, the server has each of it once and in order, and in the end nothing is left to do.
 */
import { expect, test } from "bun:test";
import { applyAck, applyEvents, applySync, known } from "../../../chat_app/ui/client/events.js";
import { byMessage, foreseen } from "../../../chat_app/ui/client/operations.js";
import { merged, pending, withEntry } from "../../../chat_app/ui/client/outbox.js";
import { changed, conversation, ME, message, randomFrom, synced } from "./make.js";

const EMOJI = ["🎉", "👀"];

/** The server as far as one conversation needs it; every change goes to `log` as an event. */
function server() {
  const stored = [];
  const log = [];
  const change = (one) => {
    one.rev = log.length + 1;
    stored[one.seq - 1] = one;
    log.push(changed(structuredClone(one)));
    return structuredClone(one);
  };
  const toggled = (one, emoji, user, on) => {
    const reactions = one.reactions.filter((each) => each.emoji !== emoji);
    const users = new Set(one.reactions.find((each) => each.emoji === emoji)?.user_ids);
    on ? users.add(user) : users.delete(user);
    const user_ids = [...users];
    return { ...one, reactions: user_ids.length ? [...reactions, { emoji, count: user_ids.length, user_ids }] : reactions };
  };
  const find = (id) => stored.find((one) => one.id === id);
  const does = {
    send: ({ client_id, body }) =>
      stored.find((one) => one.client_id === client_id) ??
      change(message(stored.length + 1, { client_id, body, html: `<p>${body}</p>`, author: ME })),
    edit: ({ message_id, body }) => {
      const one = find(message_id);
      return one.deleted || one.body === body ? one : change({ ...one, body, html: `<p>${body}</p>`, edited_at: "now" });
    },
    delete: ({ message_id }) => {
      const one = find(message_id);
      return one.deleted ? one : change({ ...one, deleted: true, body: "", html: "", reactions: [] });
    },
    react: ({ message_id, emoji, on }, user = "me") => {
      const one = find(message_id);
      const has = one.reactions.some((each) => each.emoji === emoji && each.user_ids.includes(user));
      return one.deleted || has === on ? one : change(toggled(one, emoji, user, on));
    },
  };
  return { stored, log, does, find };
}

function run(seed) {
  const random = randomFrom(seed);
  const remote = server();
  const wanted = new Map();
  let state = synced();
  let heard = 0;
  let written = 0;

  const shown = (id) => foreseen(state.timelines.c.messages.find((one) => one.id === id), byMessage(state.outbox).get(id) ?? [], "me");
  const add = (entry) => {
    const whole = { client_id: `own-${++written}`, conversation_id: "c", created_at: new Date(written).toISOString(), order: written, ...entry };
    state = { ...state, outbox: withEntry(state.outbox, whole) };
  };
  const act = () => {
    const alive = state.timelines.c.messages.filter(({ author, id }) => author.id === "me" && !shown(id).deleted);
    const kind = alive.length === 0 ? 0 : random(6);
    if (kind <= 1) return add({ body: `text ${written}` });
    const { id } = alive[random(alive.length)];
    const want = wanted.get(id) ?? {};
    if (kind === 2) {
      want.body = `edited ${written}`;
      add({ kind: "edit", message_id: id, body: want.body });
    } else if (kind === 3 && random(3) === 0) {
      want.deleted = true;
      add({ kind: "delete", message_id: id });
    } else {
      const emoji = EMOJI[random(2)];
      want[emoji] = !shown(id).reactions.some((each) => each.emoji === emoji && each.user_ids.includes("me"));
      add({ kind: "react", message_id: id, emoji, on: want[emoji] });
    }
    wanted.set(id, want);
  };
  const deliver = (isLossy) => {
    const entry = pending(state.outbox, 0)[0];
    if (!entry) return;
    if (isLossy && random(5) === 0) return;
    const answer = structuredClone(remote.does[entry.kind](entry));
    if (isLossy && random(3) === 0) return;
    state = applyAck(state, entry.client_id, answer);
  };
  const hear = () => {
    const frame = remote.log.slice(heard, heard + 1 + random(4)).filter(() => random(6) > 0);
    heard = Math.min(remote.log.length, heard + 1 + random(4));
    if (random(5) === 0) frame.push(...remote.log.slice(0, heard).slice(-3));
    state = applyEvents(state, structuredClone(frame), 0);
  };
  const sync = () => {
    const since = known(state).c ?? 0;
    const last_message = remote.stored.at(-1) ?? null;
    const one = conversation({ last_seq: remote.stored.length, last_rev: remote.log.length, last_message });
    const changes = { c: structuredClone(remote.stored.filter(({ rev }) => rev > since)) };
    state = applySync(state, { me: ME, conversations: [one], changes, reset: [], presence: {}, receipts: {} });
    heard = remote.log.length;
  };
  const reload = () => {
    const kept = structuredClone({ timelines: state.timelines, outbox: state.outbox, conversations: state.conversations });
    state = { ...synced(), ...kept, outbox: merged([], kept.outbox.toSorted(() => random(3) - 1)) };
    sync();
  };
  const check = () => {
    for (const [id, want] of wanted) {
      const one = shown(id);
      if (want.deleted) {
        expect({ seed, id, deleted: one.deleted }).toEqual({ seed, id, deleted: true });
        continue;
      }
      if (want.body) expect({ seed, id, body: one.body }).toEqual({ seed, id, body: want.body });
      for (const emoji of EMOJI) {
        if (want[emoji] === undefined) continue;
        const on = one.reactions.some((each) => each.emoji === emoji && each.user_ids.includes("me"));
        expect({ seed, id, emoji, on }).toEqual({ seed, id, emoji, on: want[emoji] });
      }
    }
  };

  for (let step = 0; step < 60; step += 1) {
    const what = random(12);
    if (what < 4) act();
    else if (what < 8) deliver(true);
    else if (what < 10) hear();
    else if (what === 10 && remote.stored.length) remote.does.react({ message_id: `m${1 + random(remote.stored.length)}`, emoji: EMOJI[0], on: random(2) === 0 }, "anna");
    else if (random(3) === 0) reload();
    check();
  }
  while (pending(state.outbox, 0).length > 0) deliver(false);
  sync();
  check();

  const sent = remote.stored.map(({ client_id }) => Number(client_id.slice(4)));
  expect({ seed, sent }).toEqual({ seed, sent: sent.toSorted((a, b) => a - b) });
  expect({ seed, messages: state.timelines.c.messages, outbox: state.outbox }).toEqual({ seed, messages: remote.stored, outbox: [] });
}

test("what one does is seen at once, never undone, and stored once and in order, whatever the line does", () => {
  for (let seed = 1; seed <= 400; seed += 1) run(seed);
}, 60_000); // as long as a busy machine may take
