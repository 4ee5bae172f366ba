import { expect, test } from "bun:test";
import { choices, mayManage, ranked } from "../../../chat_app/ui/client/membership.js";

const ROLES = ["member", "admin", "owner"];

test("a member changes nothing about anybody", () => {
  for (const theirs of ROLES) expect(choices({ mine: "member", theirs })).toEqual({ roles: [], remove: false });
});

test("an admin removes everybody but owners, and gives no roles", () => {
  expect(ROLES.map((theirs) => choices({ mine: "admin", theirs }))).toEqual([
    { roles: [], remove: true },
    { roles: [], remove: true },
    { roles: [], remove: false },
  ]);
});

test("an owner gives every other role and removes everybody", () => {
  expect(choices({ mine: "owner", theirs: "member" })).toEqual({ roles: ["admin", "owner"], remove: true });
  expect(choices({ mine: "owner", theirs: "owner" })).toEqual({ roles: ["member", "admin"], remove: true });
});

test("an owner steps down only when there is another, and never removes themselves", () => {
  const me = { mine: "owner", theirs: "owner", isMe: true };
  expect(choices({ ...me, isLastOwner: true })).toEqual({ roles: [], remove: false });
  expect(choices({ ...me, isLastOwner: false })).toEqual({ roles: ["member", "admin"], remove: false });
});

test("in an archived group nobody changes anything", () => {
  expect(mayManage("owner", true)).toBe(false);
  expect(choices({ mine: "owner", theirs: "member", isArchived: true })).toEqual({ roles: [], remove: false });
});

test("owners stand first, then admins, and names in their order", () => {
  const member = (display_name, role) => ({ role, user: { display_name } });
  const members = [member("Zoe", "member"), member("Ben", "member"), member("Yan", "owner"), member("Cem", "admin")];
  expect(ranked(members).map(({ user }) => user.display_name)).toEqual(["Yan", "Cem", "Ben", "Zoe"]);
});
