import { expect, test } from "bun:test";
import { choices, closedBecause, mayManage, ranked } from "../../../chat_app/ui/client/membership.js";

const ROLES = ["member", "admin", "owner"];
const NOTHING = { roles: [], remove: false, handover: false };

test("a member changes nothing about anybody", () => {
  for (const theirs of ROLES) expect(choices({ mine: "member", theirs })).toEqual(NOTHING);
});

test("an admin removes everybody but owners, and gives no roles", () => {
  expect(ROLES.map((theirs) => choices({ mine: "admin", theirs }))).toEqual([
    { ...NOTHING, remove: true },
    { ...NOTHING, remove: true },
    NOTHING,
  ]);
});

test("an owner gives every other role, removes everybody, and hands the group over", () => {
  expect(choices({ mine: "owner", theirs: "member" })).toEqual({ roles: ["admin", "owner"], remove: true, handover: true });
  expect(choices({ mine: "owner", theirs: "owner" })).toEqual({ roles: ["member", "admin"], remove: true, handover: true });
});

test("an owner steps down only when there is another, and never removes themselves", () => {
  const me = { mine: "owner", theirs: "owner", isMe: true };
  expect(choices({ ...me, isLastOwner: true })).toEqual(NOTHING);
  expect(choices({ ...me, isLastOwner: false })).toEqual({ ...NOTHING, roles: ["member", "admin"] });
});

test("in an archived group nobody changes anything", () => {
  expect(mayManage("owner", true)).toBe(false);
  expect(choices({ mine: "owner", theirs: "member", isArchived: true })).toEqual(NOTHING);
});

test("owners stand first, then admins, and names in their order", () => {
  const member = (display_name, role) => ({ role, user: { display_name } });
  const members = [member("Zoe", "member"), member("Ben", "member"), member("Yan", "owner"), member("Cem", "admin")];
  expect(ranked(members).map(({ user }) => user.display_name)).toEqual(["Yan", "Cem", "Ben", "Zoe"]);
});

test("nobody writes in an archived group, and where only admins do no plain member", () => {
  const group = (posting, role, archived = false) => ({ kind: "group", posting, archived, my: { role } });
  expect(ROLES.map((role) => closedBecause(group("everyone", role)))).toEqual(["", "", ""]);
  expect(ROLES.map((role) => closedBecause(group("admins", role)))).toEqual(["admins", "", ""]);
  expect(ROLES.map((role) => closedBecause(group("admins", role, true)))).toEqual(["archived", "archived", "archived"]);
});
