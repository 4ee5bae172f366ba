/** What is said of files: what they are called, what they are, and what a message without a text says. */
import { say } from "./text.js";

/** So many characters of a name stay readable before its extension, where the middle of it is left out. */
const KEPT_BEFORE = 4;
const LONGEST_EXTENSION = 8;
const KINDS = { image: "photos", video: "videos", audio: "recordings" };

/** A name in two parts, of which the first may be cut off: the second has the extension and what stands before it. */
export function nameParts(name) {
  const letters = [...name];
  const dot = letters.lastIndexOf(".");
  const extension = dot > 0 && letters.length - dot <= LONGEST_EXTENSION + 1 ? letters.length - dot : 0;
  const at = Math.max(0, letters.length - extension - KEPT_BEFORE);
  return { start: letters.slice(0, at).join(""), end: letters.slice(at).join("") };
}

/** What these files are, in a word or two: `3 photos`, or of a single one that has no better word its name. */
export function filesSaid(files) {
  const [first, ...others] = files;
  if (!first) return "";
  const isAlike = others.every(({ kind }) => kind === first.kind);
  const count = files.length;
  if (isAlike && KINDS[first.kind]) return say(`attachments-${KINDS[first.kind]}`, { count });
  return count === 1 ? first.name : say("attachments-files", { count });
}

/** The text of a message, or else what its files are. */
export function saidBy({ body, attachments = [] }) {
  return body.trim() === "" ? filesSaid(attachments) : body;
}
