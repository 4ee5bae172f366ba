/** What is offered to be completed, `|` being the cursor. */
import { expect, test } from "bun:test";
import { wordAt } from "../../../chat_app/ui/client/completion.js";

function at(marked) {
  const found = wordAt(marked.replace("|", ""), marked.indexOf("|"));
  return found && [found.kind, found.query, found.from, found.to];
}

test("a name after an @, from the @ on", () => {
  expect(at("@|")).toEqual(["name", "", 0, 1]);
  expect(at("Ask @an|")).toEqual(["name", "an", 4, 7]);
  expect(at("(@Ada.l|")).toEqual(["name", "Ada.l", 1, 7]);
  expect(at("@Özl|")).toEqual(["name", "Özl", 0, 4]);
});

test("a shortcode after a colon, from two letters on", () => {
  expect(at(":t|")).toBe(null);
  expect(at("So :ta|")).toEqual(["emoji", "ta", 3, 6]);
  expect(at(":+1|")).toEqual(["emoji", "+1", 0, 3]);
  expect(at(":tada:|")).toEqual(["emoji", "tada", 0, 6]);
});

test("addresses, times and links are not completed", () => {
  for (const text of ["mail@an|", "https://a.example/@an|", "at 10:30|", "a:bcd|", "http://lo|", "@anna hello|"]) {
    expect([text, at(text)]).toEqual([text, null]);
  }
});

test("code is not completed", () => {
  for (const text of ["`@an|", "`x` and `:ta|", "```\n@an|", "```py\n:ta|\n```"]) expect([text, at(text)]).toEqual([text, null]);
  expect(at("`x` @an|")).toEqual(["name", "an", 4, 7]);
});
