/** The dialog in which one says what one is at, and until when. */
import { endOf, local, nextHour } from "./ends.js";
import { changeMe } from "./profile.js";
import { slice } from "./slice.js";
import { lasts, statusOf } from "./status.js";
import { getState } from "./store.js";
import { say } from "./text.js";
import { toast } from "./toasts.js";

const CLOSED = { is_open: false, emoji: "", ends: "never", until: "", is_saving: false, failure: "" };
const FIELD = "status-text";

/** What one is at most often: its emoji, the text's id, and when it usually ends. */
const SUGGESTIONS = {
  meeting: { emoji: "📅", ends: "1h" },
  lunch: { emoji: "🍜", ends: "30m" },
  focus: { emoji: "🎧", ends: "4h" },
  home: { emoji: "🏡", ends: "today" },
  sick: { emoji: "🤒", ends: "today" },
  holiday: { emoji: "🌴", ends: "never" },
};

const [read, write, useStatusDialog] = slice(CLOSED);
const [readQuiet, writeQuiet, useQuietDialog] = slice({ is_open: false, until: "", failure: "" });

export { useQuietDialog, useStatusDialog };

export function openStatus() {
  const { me, now } = getState();
  const { emoji } = statusOf(me, now);
  const until = lasts(me?.status_until, now) ? local(new Date(me.status_until)) : "";
  write({ ...CLOSED, is_open: true, emoji, ends: until ? "custom" : "never", until: until || nextHour(new Date()) });
}

export function statusOpenChange(isOpen) {
  if (!isOpen) write({ is_open: false });
}

/** What the field begins with. */
export function statusText() {
  const { me, now } = getState();
  return statusOf(me, now).text;
}

export function chooseStatusEmoji(emoji) {
  write({ emoji: read().emoji === emoji ? "" : emoji });
}

export function chooseStatusEnd({ target }) {
  write({ ends: target.value });
}

export function typeStatusUntil({ target }) {
  write({ until: target.value });
}

/** Fill in what one is at most often. */
export function suggestStatus(name) {
  const { emoji, ends } = SUGGESTIONS[name];
  write({ emoji, ends });
  const field = document.getElementById(FIELD);
  field.value = say(`status-suggestion-${name}`);
  field.focus();
}

export async function saveStatus(event) {
  event.preventDefault();
  const text = document.getElementById(FIELD).value.trim();
  const { emoji, ends, until } = read();
  const status = { status_emoji: emoji, status_text: text, status_until: text || emoji ? endOf(ends, new Date(), until) : null };
  write({ is_saving: true, failure: "" });
  try {
    await changeMe(status);
    write(CLOSED);
  } catch ({ message }) {
    write({ is_saving: false, failure: message });
  }
}

export function clearStatus() {
  changeOrSay({ status_emoji: "", status_text: "", status_until: null });
}

/** Do not disturb until then: one of the choices of `endOf`. */
export function beQuiet(choice) {
  changeOrSay({ dnd_until: endOf(choice, new Date()) });
}

export function endQuiet() {
  changeOrSay({ dnd_until: null });
}

export function openQuiet() {
  writeQuiet({ is_open: true, until: nextHour(new Date()), failure: "" });
}

export function quietOpenChange(isOpen) {
  if (!isOpen) writeQuiet({ is_open: false });
}

export function typeQuietUntil({ target }) {
  writeQuiet({ until: target.value, failure: "" });
}

export function saveQuiet(event) {
  event.preventDefault();
  const until = endOf("custom", new Date(), readQuiet().until);
  if (!lasts(until, Date.now())) return writeQuiet({ failure: say("status-quiet-past") });
  writeQuiet({ is_open: false });
  changeOrSay({ dnd_until: until });
}

async function changeOrSay(changes) {
  try {
    await changeMe(changes);
  } catch ({ message }) {
    toast({ text: message, tone: "error" });
  }
}
