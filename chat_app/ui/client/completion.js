/** What is being typed at the cursor that could be completed. */
import { isInCode } from "./markup.js";

const NAME = /(?:^|[^\p{L}\p{N}_@/.+-])@([\p{L}\p{N}._-]{0,32})$/u;
const EMOJI = /(?:^|[^\p{L}\p{N}_:])(:([a-z0-9_+'’.&-]{2,40}))(:?)$/iu;

/**
 * `{kind, query, from, to}` of an `@name`, or of a `:shortcode` of two letters or more (`isEnded` by its second
 * colon); null where neither stands before the cursor, or in code.
 */
export function wordAt(text, caret) {
  const before = text.slice(Math.max(0, caret - 60), caret);
  const name = before.match(NAME);
  const emoji = before.match(EMOJI);
  if ((!name && !emoji) || isInCode(text, caret) || isInSpan(text, caret)) return null;
  if (name) return { kind: "name", query: name[1], from: caret - name[1].length - 1, to: caret };
  const length = emoji[1].length + emoji[3].length;
  return { kind: "emoji", query: emoji[2].toLowerCase(), isEnded: emoji[3] !== "", from: caret - length, to: caret };
}

/** Between two backticks of one line, or after one that waits for its other. */
function isInSpan(text, caret) {
  const line = text.slice(text.lastIndexOf("\n", caret - 1) + 1, caret);
  return (line.match(/`/g)?.length ?? 0) % 2 === 1;
}
