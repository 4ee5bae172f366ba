/** What is typed into the search field: filters that are whole become chips, the rest is text. */

export const OPERATORS = ["from", "in", "has", "before", "after", "is"];

const VALUE = '(?:"[^"]+"|[^\\s"]+)';
const WHOLE = new RegExp(`(?<!\\S)(${OPERATORS.join("|")}):${VALUE}(?=\\s)`, "gi");
const LAST = new RegExp(`(?<!\\S)(${OPERATORS.join("|")}):("[^"]*"?|[^\\s"]*)$`, "i");

/** The filters that are followed by a blank, and the text without them. */
export function taken(text) {
  const filters = text.match(WHOLE) ?? [];
  return { filters, text: filters.length ? text.replace(WHOLE, "").replace(/\s+/g, " ").trimStart() : text };
}

/** The filter that is being typed at the end, `{operator, value, start}`, or null. */
export function pending(text) {
  const found = text.match(LAST);
  return found && { operator: found[1].toLowerCase(), value: found[2].replaceAll('"', ""), start: found.index };
}

/** The question as it is asked: a filter that has no value yet is left out. */
export function asked(filters, text) {
  const last = pending(text);
  const words = last && !last.value ? text.slice(0, last.start) : text;
  return [...filters, words.trim()].filter(Boolean).join(" ");
}

/** From a question in an address: its filters, and its text. */
export function parted(q) {
  const { filters, text } = taken(`${q} `);
  return { filters, text: text.trim() };
}

/** `from:ada`, or `in:"two words"`. */
export function filter(operator, value) {
  return `${operator}:${/\s/.test(value) ? `"${value.replaceAll('"', "")}"` : value}`;
}

/** What `in:` calls a conversation. */
export function placeOf(conversation) {
  return conversation.kind === "direct" ? `@${conversation.peer?.username ?? ""}` : conversation.name;
}
