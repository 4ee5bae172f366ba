import { expect, test } from "bun:test";
import { shouldNotify } from "../../../chat_app/ui/client/notifying.js";
import { ME, message, synced } from "./make.js";

const NOW = Date.UTC(2026, 0, 2);
const BEFORE = "2026-01-01T23:59:00.000Z";
const AFTER = "2026-01-02T00:01:00.000Z";
const AT_ME = { mentions: [ME.id] };
const IN_THREAD = { thread_root: "m1" };

const CASES = [
  ["a message in a group", {}, true],
  ["a message in a direct conversation", { conversation: { kind: "direct" } }, true],
  ["one's own message, sent on another device", { message: { author: ME } }, false],
  ["what the system says", { message: { kind: "system" } }, false],
  ["what was deleted at once", { message: { deleted: true } }, false],
  ["what was read elsewhere already", { my: { read_seq: 2 } }, false],
  ["what comes after that", { my: { read_seq: 1 } }, true],
  ["in a conversation that one is looking at", { isLookedAt: true }, false],
  ["in another than one is looking at", { isLookedAt: true, open: "another" }, true],
  ["while one is not to be disturbed", { me: { dnd_until: AFTER } }, false],
  ["once that is over", { me: { dnd_until: BEFORE } }, true],
  ["a mention while one is not to be disturbed", { me: { dnd_until: AFTER }, message: AT_ME }, false],
  ["in a muted conversation", { my: { muted_until: AFTER } }, false],
  ["a mention in a muted conversation", { my: { muted_until: AFTER }, message: AT_ME }, false],
  ["once the mute is over", { my: { muted_until: BEFORE } }, true],
  ["where nothing is wanted", { my: { notify: "nothing" }, message: AT_ME }, false],
  ["where mentions are wanted", { my: { notify: "mentions" } }, false],
  ["a mention where mentions are wanted", { my: { notify: "mentions" }, message: AT_ME }, true],
  ["in a group, on a device that wants mentions", { level: "mentions" }, false],
  ["a mention, on a device that wants mentions", { level: "mentions", message: AT_ME }, true],
  ["for oneself alone, on a device that wants mentions", { level: "mentions", conversation: { kind: "direct" } }, true],
  ["in somebody else's thread", { message: IN_THREAD }, false],
  ["a mention in somebody else's thread", { message: { ...IN_THREAD, ...AT_ME } }, true],
  ["in a thread that one has begun", { message: IN_THREAD, first: { author: ME } }, true],
  ["in a thread that one has written in", { message: IN_THREAD, held: { author: ME, ...IN_THREAD } }, true],
  ["in a conversation that one has left", { message: { conversation_id: "gone" } }, false],
];

for (const [what, about, is] of CASES) {
  test(`${what}: ${is ? "notifies" : "is quiet"}`, () => {
    const { my = {}, me = {}, first = {}, held = {}, open = "c", isLookedAt = false, level = "all" } = about;
    const arrived = message(2, about.message);
    const messages = about.held ? [message(1), message(3, held)] : [message(1, first)];
    const before = synced(messages, { ...about.conversation, my });
    const state = { ...before, me: { ...before.me, ...me }, open: { id: open, seq: null } };
    expect(shouldNotify(state, arrived, { now: NOW, isLookedAt, level })).toBe(is);
  });
}
