import { expect, test } from "bun:test";
import { adopted } from "../../../chat_app/ui/client/adopting.js";

test("what was begun elsewhere is taken up where nothing was begun here", () => {
  expect(adopted("", "", "theirs")).toBe("theirs");
  expect(adopted("", "old", "theirs")).toBe("theirs");
});

test("what both had is changed as it was elsewhere", () => {
  expect(adopted("both", "both", "theirs")).toBe("theirs");
  expect(adopted("both", "both", "")).toBe("");
});

test("what was changed here stays", () => {
  expect(adopted("mine", "both", "theirs")).toBe("mine");
  expect(adopted("mine", "", "theirs")).toBe("mine");
});
