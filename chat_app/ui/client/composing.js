/** What the two composers, of the conversation and of a thread, have in common. `root` is the thread's, or nothing. */
import { keepDraft, keepNow } from "./drafts.js";
import { editLast } from "./editing.js";
import { isSend } from "./enter.js";
import { dropReply } from "./replying.js";
import { emptied, mayBeSent, writingKey } from "./writing.js";

/**
 * Enter sends and Shift+Enter begins a line; on a touch keyboard Enter begins a line and the button sends. ArrowUp in an
 * empty field goes back to the last message of one's own. Escape lets go of what is answered, and of nothing else then.
 */
export function composingKey(event, root) {
  if (writingKey(event)) return;
  if (isSend(event)) {
    event.preventDefault();
    event.currentTarget.form.requestSubmit();
  } else if (event.key === "ArrowUp" && event.target.value === "" && editLast(root)) {
    event.preventDefault();
  } else if (event.key === "Escape" && dropReply(Boolean(root))) {
    event.preventDefault();
    event.stopPropagation();
  }
}

/** The text that is sent, which then is neither in the field nor a draft any more; empty where there is nothing to send. */
export function submitted(event, field, draft) {
  event.preventDefault();
  const body = field.value.trim();
  field.focus();
  if (body === "" || !mayBeSent(field)) return "";
  field.value = "";
  emptied(field);
  keepDraft(draft, "");
  keepNow();
  return body;
}
