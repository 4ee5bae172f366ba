import { expect, test } from "bun:test";
import { RULES } from "../../../chat_app/ui/client/signInRules.js";

test("what the server would take is not complained about", () => {
  const { username, email, password } = RULES.register;
  for (const name of ["mira", "Mira.Berg", "m_1", " mira "]) expect(username(name)).toBe("");
  for (const address of ["mira@example.org", " a@b.c "]) expect(email(address)).toBe("");
  expect(password("grey heron at noon")).toBe("");
});

test("what it would refuse is said in a sentence", () => {
  const { username, email, password } = RULES.register;
  const refused = [username(""), username("m"), username("mira berg"), username("x".repeat(33)), username("mirà"),
    email(""), email("nowhere"), password(""), password("short")];
  for (const sentence of refused) expect(sentence).toMatch(/^[A-Z].*\.$/);
});

test("signing in asks for no more than something in both fields", () => {
  expect(RULES.signIn.login("?")).toBe("");
  expect(RULES.signIn.password("x")).toBe("");
  expect(RULES.signIn.login("  ")).not.toBe("");
});
