/** What went wrong, in the language of whoever reads it: the server tells a stable code, and a sentence in English. */
import { hasText, language, say } from "./text.js";

/** These say little; in English the server's own sentence says more. */
const VAGUE = new Set(["bad_request", "not_allowed", "not_found", "conflict", "invalid"]);

/** The error `{code, message, fields}` with a message for whoever reads it. Fields are for `fieldErrors`. */
export function worded(error) {
  const text = `errors-${kebab(error.code)}`;
  if (!hasText(text) || (VAGUE.has(error.code) && error.message && language() === "en")) return error;
  return { ...error, message: say(text) };
}

/** An error that arose here, such as `unreachable`. */
export function ours(code) {
  return worded({ code, message: "", fields: {} });
}

/** By field, a sentence of what is wrong with it; the server's reasons begin where the name of the field ends. */
export function fieldErrors(fields) {
  return Object.fromEntries(Object.entries(fields).map(([field, why]) => [field, sentence(field, why)]));
}

function sentence(field, why) {
  const named = `errors-name-${kebab(field)}`;
  const name = say(hasText(named) ? named : "errors-name-other");
  const [reason] = why.split(":");
  const known = `errors-why-${kebab(reason.replace(/[\d,]+-?\d*/g, " "))}`;
  // In English the server's words are as good as ours, and may say more.
  if (language() === "en") return say("errors-field", { name, why: why.replace(/\.$/, "") });
  if (!hasText(known)) return say("errors-field-wrong", { name });
  const [first, second] = reason.match(/[\d,]+/g) ?? [];
  return say("errors-field", { name, why: say(known, { first: first ?? "", second: second ?? "" }) });
}

function kebab(words) {
  return (words ?? "").toLowerCase().split(/[^a-z]+/).filter(Boolean).join("-");
}
