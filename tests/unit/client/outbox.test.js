import { expect, test } from "bun:test";
import { failed, isPassing, merged, pending, revived, settled, waitAfter, withEntry, without } from "../../../chat_app/ui/client/outbox.js";
import { ANNA, ME, message } from "./make.js";

const ids = (outbox) => outbox.map(({ client_id }) => client_id);
const three = ["a", "b", "c"].reduce((outbox, client_id) => withEntry(outbox, { client_id, body: client_id }), []);

const own = (client_id) => message(1, { author: ME, client_id });
const now = Date.now();

test("messages wait in the order of writing until they are known to be stored", () => {
  expect(ids(three)).toEqual(["a", "b", "c"]);
  expect(ids(settled(three, own("b"), "me"))).toEqual(["a", "c"]);
  expect(settled(three, own("unknown"), "me")).toBe(three);
});

test("somebody else's message under the same client_id settles nothing", () => {
  expect(settled(three, message(1, { author: ANNA, client_id: "b" }), "me")).toBe(three);
});

test("what was done to a message is settled in the order of doing", () => {
  const react = (client_id, on) => ({ kind: "react", client_id, message_id: "m1", emoji: "🎉", on });
  const toggled = [react("x", true), react("y", false), react("z", true)].reduce(withEntry, []);
  const withIt = message(1, { reactions: [{ emoji: "🎉", count: 1, user_ids: ["me"] }] });
  expect(ids(settled(toggled, withIt, "me"))).toEqual(["y", "z"]);
  expect(settled(toggled, message(1), "me")).toBe(toggled);
});

test("of what was done to a message that is deleted nothing is left to do", () => {
  const entry = { kind: "edit", client_id: "e", message_id: "m1", body: "better" };
  expect(settled(withEntry([], entry), message(1, { deleted: true, body: "" }), "me")).toEqual([]);
});

test("what can still be undone is not sent yet", () => {
  const outbox = withEntry(three, { kind: "delete", client_id: "d", message_id: "m1", hold_until: now + 5 });
  expect(ids(pending(outbox, now))).toEqual(["a", "b", "c"]);
  expect(ids(pending(outbox, now + 5))).toEqual(["a", "b", "c", "d"]);
});

test("what another tab has written joins in the order of writing, once", () => {
  const at = (client_id, order) => ({ client_id, order });
  const outbox = merged([at("a", 1), at("c", 3)], [at("b", 2), at("c", 3)]);
  expect(ids(outbox)).toEqual(["a", "b", "c"]);
  expect(merged(outbox, [at("b", 2)])).toBe(outbox);
});

test("a refused message stays, with the reason, and is not sent by itself again", () => {
  const outbox = failed(three, "b", "Too long.");
  expect(outbox[1]).toMatchObject({ status: "failed", reason: "Too long." });
  expect(ids(pending(outbox, now))).toEqual(["a", "c"]);
});

test("a refused message that is tried again goes to the end of the line under its old client_id", () => {
  const outbox = revived(failed(three, "a", "No."), "a", 9);
  expect(ids(pending(outbox, now))).toEqual(["b", "c", "a"]);
});

test("a message can be thrown away", () => {
  expect(ids(without(three, "a"))).toEqual(["b", "c"]);
});

test("only what may succeed later is tried again", () => {
  expect(isPassing({ code: "timeout" })).toBe(true);
  expect(isPassing({ code: "too_many_requests" })).toBe(true);
  expect(isPassing({ code: "unavailable" })).toBe(true);
  expect(isPassing({ code: "not_allowed" })).toBe(false);
});

test("what the server finds too much is kept, and not tried before the time that it names", () => {
  const error = { code: "too_many_requests", retry_after: 42 };
  expect(isPassing(error)).toBe(true);
  for (const chance of [0, 0.5, 1]) {
    expect(waitAfter(error, 0, chance)).toBeGreaterThanOrEqual(42_000);
    expect(waitAfter(error, 9, chance)).toBeLessThan(60_000);
  }
});

test("what has failed is tried again, later each time, and not at once by all for whom it failed", () => {
  const waits = [0, 1, 2, 3, 4, 50].map((attempt) => waitAfter({ code: "timeout" }, attempt, 0.5));
  expect(waits).toEqual([1000, 2000, 5000, 10_000, 30_000, 30_000]);
  expect(waitAfter({ code: "timeout" }, 0, 0)).not.toBe(waitAfter({ code: "timeout" }, 0, 1));
});
