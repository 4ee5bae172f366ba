/** Offering people after an `@` and emoji after a `:`, in whichever field one writes. One list serves the page. */
import { useLayoutEffect } from "react";
import { wordAt } from "./completion.js";
import { emojiNamed, emojiNames } from "./emojiNames.js";
import { change, contentOf } from "./field.js";
import { peopleNamed } from "./mentionable.js";
import { slice } from "./slice.js";

const LIST = "completions";
const MOST = 8;
const EDGE = 8;
const CLOSED = { field: null, items: [], active: 0 };

const [read, write, use] = slice(CLOSED);

let latest = 0;
let dismissed = null;

/** For the list's own element, which it keeps at the field. */
export function useCompletions() {
  const { field, items, active } = use();
  useLayoutEffect(() => {
    if (!field) return undefined;
    place(field, document.getElementById(LIST));
    document.getElementById(optionId(active))?.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-controls", LIST);
    field.setAttribute("aria-activedescendant", optionId(active));
    return () => {
      field.removeAttribute("aria-controls");
      field.removeAttribute("aria-activedescendant");
    };
  }, [field, items, active]);
  return items.map((item, at) => ({ ...item, id: optionId(at), is_active: at === active }));
}

/** Look what is being typed, and offer what fits. */
export async function complete(field) {
  const mine = ++latest;
  const word = field.selectionStart === field.selectionEnd ? wordAt(field.value, field.selectionStart) : null;
  if (!word || field !== document.activeElement || isDismissed(field, word)) return closeCompletion();
  dismissed = null;
  if (word.kind === "emoji" && word.isEnded) return replaceName(field, word);
  const offer = (items) => {
    if (mine !== latest) return;
    const isWhole = items.length === 1 && items[0].insert === field.value.slice(word.from, word.to);
    if (items.length === 0 || isWhole) hide();
    else write({ field, word, items: items.slice(0, MOST), active: 0 });
  };
  if (word.kind === "emoji") offer(await emojiNamed(word.query));
  else await peopleNamed(word.query, offer);
}

/** Tells whether the key was for the list. */
export function completionKey(event) {
  const { field, items, active } = read();
  if (field !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return false;
  const { key } = event;
  if (key === "ArrowDown" || key === "ArrowUp") {
    write({ active: (active + (key === "ArrowDown" ? 1 : -1) + items.length) % items.length });
  } else if ((key === "Enter" || key === "Tab") && !event.shiftKey) {
    choose(active);
  } else if (key === "Escape") {
    dismissed = { field, from: read().word.from };
    closeCompletion();
  } else {
    return false;
  }
  event.preventDefault();
  event.stopPropagation();
  return true;
}

export function chooseCompletion(id) {
  choose(Number(id.slice(LIST.length + 1)));
}

export function closeCompletion() {
  latest += 1;
  hide();
}

function hide() {
  if (read().field) write(CLOSED);
}

function choose(at) {
  const { field, word, items } = read();
  closeCompletion();
  const insert = `${items[at].insert} `;
  const next = word.from + insert.length;
  // Of a blank that stands there already there are not to be two.
  const to = field.value[word.to] === " " ? word.to + 1 : word.to;
  change(field, { from: word.from, to, insert, start: next, end: next });
}

/** A name that was typed to its end, `:tada:`, becomes its emoji. */
async function replaceName(field, { from, to, query }) {
  closeCompletion();
  const typed = field.value.slice(from, to);
  const emoji = (await emojiNames())[query];
  // Meanwhile one may have typed on.
  if (!emoji || field.value.slice(from, to) !== typed) return;
  const at = field.selectionStart - (to - from) + emoji.length;
  change(field, { from, to, insert: emoji, start: at, end: at });
}

/** Who closed the list for a word does not want it for this word again. */
function isDismissed(field, word) {
  return dismissed?.field === field && dismissed.from === word.from;
}

function optionId(at) {
  return `${LIST}-${at}`;
}

/** Above the field, or below it where there is more room. */
function place(field, list) {
  const around = (field.closest("[data-completed]") ?? field).getBoundingClientRect();
  const isAbove = around.top > window.innerHeight - around.bottom;
  const room = isAbove ? around.top : window.innerHeight - around.bottom;
  list.style.left = `${around.left}px`;
  list.style.width = `${Math.min(around.width, 400)}px`;
  list.style.maxHeight = `${room - 2 * EDGE}px`;
  list.style.top = isAbove ? "auto" : `${around.bottom + EDGE}px`;
  list.style.bottom = isAbove ? `${window.innerHeight - around.top + EDGE}px` : "auto";
}
