/** What the toolbar, its keys and pasting do to the text in a field. `|` is the cursor, `‹…›` the selection. */
import { expect, test } from "bun:test";
import { continued, fenced, isInCode, linked, linkedTo, prefixed, wrapped } from "../../../chat_app/ui/client/markup.js";

function field(marked) {
  const start = marked.search(/[|‹]/);
  const text = marked.replace(/[|‹›]/g, "");
  const end = marked.includes("›") ? marked.indexOf("›") - 1 : start;
  return { text, start, end };
}

function after(marked, edit, ...more) {
  const before = field(marked);
  const done = edit(before, ...more);
  if (!done) return null;
  const text = before.text.slice(0, done.from) + done.insert + before.text.slice(done.to);
  const inside = text.slice(done.start, done.end);
  return text.slice(0, done.start) + (done.start === done.end ? "|" : `‹${inside}›`) + text.slice(done.end);
}

test("marks go around the selection and come off again", () => {
  expect(after("so ‹bold› it is", wrapped, "**")).toBe("so **‹bold›** it is");
  expect(after("so **‹bold›** it is", wrapped, "**")).toBe("so ‹bold› it is");
  expect(after("so ‹**bold**› it is", wrapped, "**")).toBe("so ‹bold› it is");
});

test("without a selection one goes on writing between the marks", () => {
  expect(after("so |", wrapped, "**")).toBe("so **|**");
  expect(after("so **|**", wrapped, "**")).toBe("so |");
});

test("blanks at the edges stay outside of the marks", () => {
  expect(after("so‹ bold ›it", wrapped, "**")).toBe("so **‹bold›** it");
});

test("italics come around what is bold, and off it", () => {
  expect(after("**‹both›**", wrapped, "*")).toBe("***‹both›***");
  expect(after("***‹both›***", wrapped, "*")).toBe("**‹both›**");
  expect(after("***‹both›***", wrapped, "**")).toBe("*‹both›*");
});

test("selected words become those of a link, a selected address becomes its address", () => {
  expect(after("see ‹this› now", linked)).toBe("see [this](‹https://›) now");
  expect(after("see ‹https://a.example› now", linked)).toBe("see [|](https://a.example) now");
  expect(after("see |", linked)).toBe("see [|](https://)");
});

test("an address that is pasted over words links them", () => {
  expect(after("see ‹this› now", linkedTo, "https://a.example/x\n")).toBe("see [this](https://a.example/x)| now");
  expect(after("see ‹this› now", linkedTo, "https://a.example/x_(y)")).toBe("see [this](https://a.example/x_%28y%29)| now");
});

test("any other paste stays what it is", () => {
  for (const pasted of ["two words", "example", "javascript:alert(1)", "https://a b"]) {
    expect(after("see ‹this›", linkedTo, pasted)).toBe(null);
  }
  expect(after("see |", linkedTo, "https://a.example")).toBe(null);
  expect(after("‹https://old.example›", linkedTo, "https://a.example")).toBe(null);
  expect(after("‹one\ntwo›", linkedTo, "https://a.example")).toBe(null);
});

test("lines become a list or a quote, change the kind of it, and lines again", () => {
  expect(after("‹one\ntwo›", prefixed, "bullets")).toBe("‹- one\n- two›");
  expect(after("‹- one\n- two›", prefixed, "numbers")).toBe("‹1. one\n2. two›");
  expect(after("‹1. one\n2. two›", prefixed, "numbers")).toBe("‹one\ntwo›");
  expect(after("a\non|e\nb", prefixed, "quote")).toBe("a\n> on|e\nb");
  expect(after("> on|e", prefixed, "quote")).toBe("on|e");
  expect(after("|", prefixed, "bullets")).toBe("- |");
});

test("code gets lines of its own", () => {
  expect(after("‹x = 1›", fenced)).toBe("```\n‹x = 1›\n```");
  expect(after("so: ‹x = 1› see", fenced)).toBe("so: \n```\n‹x = 1›\n```\n see");
});

test("a new line goes on with the list or the quote, and ends it on an empty item", () => {
  expect(after("- one|", continued)).toBe("- one\n- |");
  expect(after("  9. one|", continued)).toBe("  9. one\n  10. |");
  expect(after("- [x] one|", continued)).toBe("- [x] one\n- [ ] |");
  expect(after("> one|", continued)).toBe("> one\n> |");
  expect(after("- one\n- |", continued)).toBe("- one\n|");
  expect(after("one|", continued)).toBe(null);
});

test("in code a dash is a dash", () => {
  expect(after("```\n- one|", continued)).toBe(null);
  expect(after("```\n- one\n```\n- two|", continued)).toBe("```\n- one\n```\n- two\n- |");
});

test("it is known where code that was begun has not ended", () => {
  expect(isInCode("```py\nx", 7)).toBe(true);
  expect(isInCode("```py\nx\n```\n", 12)).toBe(false);
  expect(isInCode("```py", 5)).toBe(true);
  expect(isInCode("```py\nx\n```", 11)).toBe(false);
  expect(isInCode("x", 1)).toBe(false);
});
