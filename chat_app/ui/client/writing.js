/**
 * What every field has in which messages are written: the composer, the one in a thread, the editor of a message.
 *
 * A field calls `writingKey` before it looks at a key itself, and `written` after each change of its text.
 */
import { closeCompletion, complete, completionKey } from "./completing.js";
import { isSend } from "./enter.js";
import { formatKey, newLineKey } from "./formatting.js";
import { grow } from "./grow.js";
import { isInCode } from "./markup.js";
import { closePreview, previewSoon } from "./preview.js";
import { room } from "./room.js";
import { slice } from "./slice.js";
import { say } from "./text.js";
import { toast } from "./toasts.js";

const COUNTED_BELOW = 1000;

const [readLeft, writeLeft, useLeft] = slice({});

/** `{words, is_over}`: how many characters are left in this field, once they are few. */
export function useRoom(field) {
  const left = useLeft((all) => all[field] ?? null);
  if (left === null) return { words: "", is_over: false };
  return left < 0 ? { words: say("writing-over", { count: -left }), is_over: true } : { words: say("writing-left", { count: left }), is_over: false };
}

/** Tells whether the key is done with: something was chosen, formatted, or a line begun. */
export function writingKey(event) {
  if (event.nativeEvent.isComposing) return false;
  if (completionKey(event) || formatKey(event)) return true;
  // In a block of code, Enter is a line of it; elsewhere it sends.
  if (isSend(event) && isInCode(event.currentTarget.value, event.currentTarget.selectionStart)) return true;
  return !isSend(event) && newLineKey(event);
}

/** The text of this field is another, by whatever way. */
export function written(field) {
  grow(field);
  complete(field);
  count(field);
  previewSoon(field);
}

/** The text was sent, or the field is another conversation's from now on. */
export function emptied(field) {
  closeCompletion();
  closePreview();
  grow(field);
  count(field);
}

/** Is the text short enough to be sent? If not, it is said. */
export function mayBeSent(field) {
  const isShort = room(field.value) >= 0;
  if (!isShort) toast({ text: say("writing-too-long"), tone: "error" });
  return isShort;
}

function count(field) {
  const left = room(field.value);
  const shown = left < COUNTED_BELOW ? left : null;
  if ((readLeft()[field.id] ?? null) !== shown) writeLeft({ [field.id]: shown });
}
