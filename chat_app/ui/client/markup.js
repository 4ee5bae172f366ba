/**
 * Markdown as one writes it. Each function takes what stands in a field, `{text, start, end}` with the selection, and
 * gives what to do there: replace `from` to `to` with `insert`, and then select `start` to `end`. Null is nothing to do.
 */
const LIST_LINE = /^(\s*)([-*+]|\d+[.)])( +)(\[[ x]\] +)?/;
const QUOTE_LINE = /^(> ?)+/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const WEB_ADDRESS = /^(?:https?:\/\/|mailto:)\S+$/i;

/** Marks like `**` around the selection, or off where they are. */
export function wrapped(field, mark) {
  const { text, start, end } = trimmed(field);
  const size = mark.length;
  const inside = text.slice(start, end);
  if (isMarked(text, start, end, mark)) {
    return { from: start - size, to: end + size, insert: inside, start: start - size, end: end - size };
  }
  if (inside.length >= 2 * size && inside.startsWith(mark) && inside.endsWith(mark)) {
    const bare = inside.slice(size, -size);
    return { from: start, to: end, insert: bare, start, end: start + bare.length };
  }
  return { from: start, to: end, insert: `${mark}${inside}${mark}`, start: start + size, end: end + size };
}

/** The selection as the words of a link whose address is to be typed, or as its address. */
export function linked({ text, start, end }) {
  const inside = text.slice(start, end);
  if (WEB_ADDRESS.test(inside)) return { from: start, to: end, insert: `[](${inside})`, start: start + 1, end: start + 1 };
  const at = start + inside.length + 3;
  if (inside === "") return { from: start, to: end, insert: "[](https://)", start: start + 1, end: start + 1 };
  return { from: start, to: end, insert: `[${inside}](https://)`, start: at, end: at + 8 };
}

/** A pasted web address becomes that of the selected words; null for any other paste. */
export function linkedTo({ text, start, end }, pasted) {
  const address = pasted.trim();
  const words = text.slice(start, end);
  if (words.trim() === "" || /[\n[\]]/.test(words) || !WEB_ADDRESS.test(address) || WEB_ADDRESS.test(words.trim())) return null;
  const insert = `[${words}](${address.replaceAll("(", "%28").replaceAll(")", "%29")})`;
  return { from: start, to: end, insert, start: start + insert.length, end: start + insert.length };
}

/** Each selected line with `marks` (`bullets`, `numbers`, `quote`) before it, or without where all have it. */
export function prefixed(field, marks) {
  const { text } = field;
  const from = lineStart(text, field.start);
  const to = lineEnd(text, Math.max(field.start, field.end));
  const lines = text.slice(from, to).split("\n");
  const { has, put, off } = PREFIXES[marks];
  const isOn = lines.every((line) => has.test(line));
  const insert = lines.map((line, at) => (isOn ? off(line) : put(line, at))).join("\n");
  if (lines.length === 1) {
    const at = Math.max(from, field.start + insert.length - (to - from));
    return { from, to, insert, start: at, end: Math.max(at, field.end + insert.length - (to - from)) };
  }
  return { from, to, insert, start: from, end: from + insert.length };
}

const bare = (line) => line.replace(LIST_LINE, "$1");
const PREFIXES = {
  bullets: { has: /^\s*[-*+] /, put: (line) => `- ${bare(line)}`, off: bare },
  numbers: { has: /^\s*\d+[.)] /, put: (line, at) => `${at + 1}. ${bare(line)}`, off: bare },
  quote: { has: /^> ?/, put: (line) => `> ${line}`, off: (line) => line.replace(/^> ?/, "") },
};

/** The selected lines as a block of code, with lines of its own. */
export function fenced({ text, start, end }) {
  const before = start > 0 && text[start - 1] !== "\n" ? "\n" : "";
  const after = end < text.length && text[end] !== "\n" ? "\n" : "";
  const inside = text.slice(start, end);
  const at = start + before.length + 4;
  return { from: start, to: end, insert: `${before}\`\`\`\n${inside}\n\`\`\`${after}`, start: at, end: at + inside.length };
}

/** A new line in a list or a quote goes on with it; on an item that is still empty it ends it. Null elsewhere. */
export function continued({ text, start, end }) {
  if (isInCode(text, start)) return null;
  const from = lineStart(text, start);
  const line = text.slice(from, start);
  const [whole, indent, mark, space, box = ""] = line.match(LIST_LINE) ?? [];
  const quote = line.match(QUOTE_LINE)?.[0];
  if (!whole && !quote) return null;
  if (line === (whole ?? quote)) return { from, to: end, insert: "", start: from, end: from };
  const number = Number.parseInt(mark, 10);
  const next = Number.isNaN(number) ? mark : `${number + 1}${mark.slice(-1)}`;
  const insert = `\n${whole ? `${indent}${next}${space}${box.replace("x", " ")}` : quote}`;
  return { from: start, to: end, insert, start: start + insert.length, end: start + insert.length };
}

/** Does this place lie in a block of code that was begun and not ended, on its first line perhaps? */
export function isInCode(text, at) {
  let fence = null;
  for (const line of text.slice(0, at).split("\n")) {
    const mark = line.match(FENCE)?.[1];
    if (!fence) fence = mark ?? null;
    else if (mark?.startsWith(fence) && line.trim() === mark) fence = null;
  }
  return fence !== null;
}

function isMarked(text, start, end, mark) {
  const size = mark.length;
  if (text.slice(start - size, start) !== mark || text.slice(end, end + size) !== mark) return false;
  // `*` around `**bold**` is not there yet.
  const more = mark[0];
  const [left, right] = [run(text, start - 1, -1, more), run(text, end, 1, more)];
  return size === 2 ? left >= 2 && right >= 2 : left % 2 === 1 && right % 2 === 1;
}

function run(text, at, step, character) {
  let length = 0;
  while (text[at + step * length] === character) length += 1;
  return length;
}

/** Blanks at the edges of a selection stay outside of marks, where they would take their meaning away. */
function trimmed({ text, start, end }) {
  const inside = text.slice(start, end);
  if (inside.trim() === "") return { text, start, end };
  return { text, start: start + inside.length - inside.trimStart().length, end: end - (inside.length - inside.trimEnd().length) };
}

function lineStart(text, at) {
  return text.lastIndexOf("\n", at - 1) + 1;
}

function lineEnd(text, at) {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}
