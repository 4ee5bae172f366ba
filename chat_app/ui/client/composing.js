/**
 * What the two composers, of the conversation and of a thread, have in common. `root` is the thread's, or nothing;
 * `place` is where the draft is kept (`draftKey`).
 */
import { mayBeSentNow, placeOf, takeBack } from "./attaching.js";
import { draftOf, keepDraft, keepNow } from "./drafts.js";
import { editLast } from "./editing.js";
import { isSend } from "./enter.js";
import { dropReply, takeReply } from "./replying.js";
import { sendTo } from "./sending.js";
import { takeFiles } from "./uploads.js";
import { emptied, mayBeSent, writingKey } from "./writing.js";

/**
 * Enter sends and Shift+Enter begins a line; on a touch keyboard Enter begins a line and the button sends. ArrowUp in an
 * empty field goes back to the last message of one's own. Escape takes back what was to be sent once its files are
 * uploaded, or lets go of what is answered, and of nothing else then.
 */
export function composingKey(event, root) {
  if (writingKey(event)) return;
  if (isSend(event)) {
    event.preventDefault();
    event.currentTarget.form.requestSubmit();
  } else if (event.key === "ArrowUp" && event.target.value === "" && editLast(root)) {
    event.preventDefault();
  } else if (event.key === "Escape" && (takeBack(placeOf(event.currentTarget)) || dropReply(Boolean(root)))) {
    event.preventDefault();
    event.stopPropagation();
  }
}

/** Somebody has typed: the draft is another, and not to be sent by itself any more. */
export function composed(field) {
  const place = placeOf(field);
  keepDraft(place, field.value);
  takeBack(place);
}

/** Send what stands in the field and above it. Tells whether it was: there may be nothing to send, or not yet. */
export function submitted(event, field) {
  event.preventDefault();
  field.focus();
  const place = placeOf(field);
  const isEmpty = field.value.trim() === "" && !field.form.querySelector(".files-to-send");
  if (isEmpty || !mayBeSent(field) || !mayBeSentNow(place, () => deliver(place))) return false;
  deliver(place);
  return true;
}

/** Send what was written in this place, wherever one is by now. */
function deliver(place) {
  const field = [...document.querySelectorAll(".composer textarea")].find((one) => placeOf(one) === place);
  const body = (field?.value ?? draftOf(place)).trim();
  if (field) {
    field.value = "";
    emptied(field);
  }
  keepDraft(place, "");
  keepNow();
  sendTo(place, body, takeReply(place), takeFiles(place));
}
