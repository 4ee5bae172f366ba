/** What people say of themselves, until it is over: a status, and that they do not want to be disturbed. */
import { say } from "./text.js";
import { sinceOf } from "./times.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** `{emoji, text}` of a user at this time; empty where there is none. */
export function statusOf(user, now) {
  if (!user || isOver(user.status_until, now)) return { emoji: "", text: "" };
  return { emoji: user.status_emoji ?? "", text: user.status_text ?? "" };
}

/** The status in one line. */
export function statusLine(user, now) {
  const { emoji, text } = statusOf(user, now);
  return [emoji, text].filter(Boolean).join(" ");
}

export function isUndisturbed(user, now) {
  return lasts(user?.dnd_until, now);
}

/** Is this time still to come? */
export function lasts(until, now) {
  return Boolean(until) && Date.parse(until) > now;
}

/** "Last seen 5 minutes ago", or nothing where it is not known. */
export function seenText(seenAt, now) {
  if (!seenAt) return "";
  const ago = now - Date.parse(seenAt);
  if (ago < MINUTE) return say("people-seen-now");
  if (ago < HOUR) return say("people-seen-minutes", { minutes: Math.floor(ago / MINUTE) });
  return say("people-seen-since", { since: sinceOf(seenAt, new Date(now)) });
}

function isOver(until, now) {
  return Boolean(until) && !lasts(until, now);
}
