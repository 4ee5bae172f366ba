import { expect, test } from "bun:test";
import { shared } from "../../../chat_app/ui/client/sharing.js";

const view = (members) => ({ name: "Kitchen", fields: {}, members });

test("what equals what was there before is what was there before", () => {
  const before = view([{ id: "a", role: "" }]);
  expect(shared(before, view([{ id: "a", role: "" }]))).toBe(before);
});

test("a change in one place leaves the others the same objects", () => {
  const before = view([{ id: "a", role: "" }, { id: "b", role: "" }]);
  const after = shared(before, view([{ id: "a", role: "Admin" }, { id: "b", role: "" }]));
  expect(after).toEqual(view([{ id: "a", role: "Admin" }, { id: "b", role: "" }]));
  expect(after.members[1]).toBe(before.members[1]);
  expect(after.fields).toBe(before.fields);
});

test("a row that has moved is still the same object", () => {
  const before = view([{ id: "a" }, { id: "b" }]);
  const after = shared(before, view([{ id: "b" }, { id: "c" }, { id: "a" }]));
  expect(after.members[0]).toBe(before.members[1]);
  expect(after.members[2]).toBe(before.members[0]);
  expect(shared(before, view([{ id: "a" }])).members).toEqual([{ id: "a" }]);
});
