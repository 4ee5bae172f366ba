import { expect, test } from "bun:test";
import { failed, isPassing, pending, revived, settled, withEntry, without } from "../../../chat_app/ui/client/outbox.js";

const ids = (outbox) => outbox.map(({ client_id }) => client_id);
const three = ["a", "b", "c"].reduce((outbox, client_id) => withEntry(outbox, { client_id, body: client_id }), []);

test("messages wait in the order of writing until they are known to be stored", () => {
  expect(ids(three)).toEqual(["a", "b", "c"]);
  expect(ids(settled(three, "b"))).toEqual(["a", "c"]);
  expect(settled(three, "unknown")).toBe(three);
});

test("a refused message stays, with the reason, and is not sent by itself again", () => {
  const outbox = failed(three, "b", "Too long.");
  expect(outbox[1]).toMatchObject({ status: "failed", reason: "Too long." });
  expect(ids(pending(outbox))).toEqual(["a", "c"]);
});

test("a refused message that is tried again goes to the end of the line under its old client_id", () => {
  const outbox = revived(failed(three, "a", "No."), "a");
  expect(ids(pending(outbox))).toEqual(["b", "c", "a"]);
});

test("a message can be thrown away", () => {
  expect(ids(without(three, "a"))).toEqual(["b", "c"]);
});

test("only what may succeed later is tried again", () => {
  expect(isPassing({ code: "timeout" })).toBe(true);
  expect(isPassing({ code: "too_many_requests" })).toBe(true);
  expect(isPassing({ code: "not_allowed" })).toBe(false);
});
