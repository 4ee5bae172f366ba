import { afterEach, expect, test } from "bun:test";
import { fieldErrors, worded } from "../../../chat_app/ui/client/errors.js";
import { setLanguage } from "../../../chat_app/ui/client/text.js";

globalThis.document ??= { documentElement: {} };
afterEach(() => setLanguage("en"));

const REFUSED = { username: "is taken", password: "is too easy to guess: add words.", name: "must have 1 to 80 characters" };

test("the server's reasons are sentences about their fields", async () => {
  expect(fieldErrors(REFUSED)).toEqual({
    username: "The username is taken.",
    password: "The password is too easy to guess: add words.",
    name: "The name must have 1 to 80 characters.",
  });
  await setLanguage("id");
  expect(fieldErrors(REFUSED)).toEqual({
    username: "Nama pengguna sudah dipakai.",
    password: "Kata sandi terlalu mudah ditebak.",
    name: "Nama harus 1 sampai 80 karakter.",
  });
});

test("a reason that no catalogue knows is still about its field", async () => {
  await setLanguage("id");
  expect(fieldErrors({ topic: "is of another century" })).toEqual({ topic: "Topik tidak bisa diterima." });
});

test("an error is said by its code, and by the server's sentence where the code says less", async () => {
  const vague = { code: "not_allowed", message: "Only its author can edit a message." };
  const unknown = { code: "of_the_future", message: "This comes from the future." };
  expect(worded(vague).message).toBe("Only its author can edit a message.");
  expect(worded(unknown).message).toBe("This comes from the future.");
  await setLanguage("id");
  expect(worded(vague).message).toBe("Anda tidak boleh melakukan ini.");
  expect(worded(unknown).message).toBe("This comes from the future.");
});
