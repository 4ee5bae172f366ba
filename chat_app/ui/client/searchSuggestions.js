/** What the search field offers: kinds of filters, their values, and what was looked for before. */
import { ordered, title } from "./conversations.js";
import { fit, folded } from "./matching.js";
import { peopleSearch } from "./people.js";
import { filter, OPERATORS, pending, placeOf } from "./searchQuery.js";
import { getState } from "./store.js";
import { say } from "./text.js";

const KEPT_AS = "parley:searches";
const MOST_KEPT = 6;
const MOST = 7;
const HAS = ["link", "reaction", "image", "file"];

/**
 * `offer(suggestions)` is called with `{id, label, hint}` for a text, later again for people, who have to be asked
 * for. The id of one is `filter <filter>`, `operator <name>` or `again <question>`.
 */
export function suggesting(offer) {
  let waits = false;
  const people = peopleSearch(
    (found) => waits && offer([...mine(typed), ...found.slice(0, MOST).map(personOf)]),
    () => {},
  );
  let typed = "";
  return (text, filters) => {
    const last = pending(text);
    waits = last?.operator === "from";
    typed = last?.value ?? "";
    if (waits) people.soon(last.value.replace(/^@/, ""));
    else offer(last ? valuesOf(last) : beginnings(text, filters));
  };
}

function valuesOf({ operator, value }) {
  if (operator === "in") return conversations(value);
  if (operator === "has") return HAS.filter((one) => one.startsWith(value.toLowerCase())).map((one) => valueOf("has", one, say(`search-has-${one}`)));
  if (operator === "is") return [valueOf("is", "pinned", say("search-is-pinned"))];
  return days().filter(([day]) => day.startsWith(value)).map(([day, label]) => valueOf(operator, day, label));
}

function beginnings(text, filters) {
  if (text.trim()) return [];
  const operators = OPERATORS.map((name) => ({ id: `operator ${name}`, label: `${name}:`, hint: say(`search-operator-${name}`) }));
  const again = filters.length ? [] : searches().map((q) => ({ id: `again ${q}`, label: q, hint: say("search-recent") }));
  return [...again, ...operators];
}

function mine(typed) {
  const me = valueOf("from", "me", say("search-from-me"));
  return ["me", folded(me.label)].some((name) => name.startsWith(folded(typed))) ? [me] : [];
}

function personOf({ username, name }) {
  return valueOf("from", username, name);
}

function conversations(value) {
  const typed = folded(value.replace(/^[@#]/, ""));
  return ordered(getState().conversations)
    .map((one) => ({ one, score: fit(folded(title(one)), typed) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, MOST)
    .map(({ one }) => valueOf("in", placeOf(one), title(one)));
}

function days() {
  const back = (count) => new Date(Date.now() - count * 86_400_000).toLocaleDateString("sv");
  return [
    ["today", say("times-today")],
    ["yesterday", say("times-yesterday")],
    [back(7), say("search-week-ago")],
    [back(30), say("search-month-ago")],
  ];
}

function valueOf(operator, value, label) {
  const whole = filter(operator, value);
  return { id: `filter ${whole}`, label, hint: whole };
}

/** What was looked for on this device, the latest first. */
export function searches() {
  try {
    return JSON.parse(localStorage.getItem(KEPT_AS)) ?? [];
  } catch {
    return [];
  }
}

export function keepSearch(q) {
  if (!q) return;
  try {
    localStorage.setItem(KEPT_AS, JSON.stringify([q, ...searches().filter((one) => one !== q)].slice(0, MOST_KEPT)));
  } catch {
    // A private window may refuse: nothing is kept there.
  }
}
