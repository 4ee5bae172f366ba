/** The search page. Its question stands in the address, so that reloading, going back and links bring it again. */
import { useEffect, useLayoutEffect } from "react";
import { useLocation } from "react-router";
import { title } from "./conversations.js";
import { request } from "./http.js";
import { go } from "./navigation.js";
import { faceOf } from "./portraits.js";
import { asked, parted, pending, taken } from "./searchQuery.js";
import { keepSearch, suggesting } from "./searchSuggestions.js";
import { slice } from "./slice.js";
import { language, say } from "./text.js";
import { fullOf, shortOf } from "./times.js";

const ASK_AFTER = 180;
const PAGE = 30;
const FIELD = "search-field";
const RESULTS = "search-results";
const NEAR = 600;

const [read, write, useSearch] = slice({
  q: "",
  text: "",
  filters: [],
  results: [],
  next: "",
  is_asked: false,
  is_loading: false,
  failure: "",
  problem: "",
  suggestions: [],
  active: "",
  is_suggesting: false,
});
export { useSearch };

let timer = null;
let asking = null;
let scrolled = 0;
/** The question with which the address is on its way; more may have been typed until it is there. */
let going = null;

const suggest = suggesting((suggestions) => write({ suggestions, active: "" }));

/** For the page: follows the address, and keeps the place in the results while one is elsewhere. */
export function useSearchPage() {
  const { search } = useLocation();
  useEffect(() => {
    arrive(new URLSearchParams(search).get("q") ?? "");
  }, [search]);
  useLayoutEffect(() => {
    document.getElementById(RESULTS).scrollTop = scrolled;
    if (scrolled === 0) document.getElementById(FIELD).focus();
  }, []);
  return "search";
}

function arrive(q) {
  const question = q.trim();
  if (question === read().q && read().is_asked) return;
  if (question !== going && question !== asked(read().filters, read().text)) write({ ...parted(question), is_suggesting: false });
  going = null;
  ask(question);
}

/** Ask anew, or with `next` for what follows. */
async function ask(q, next = "") {
  asking?.abort();
  asking = new AbortController();
  const mine = asking;
  if (!q) return write({ q, results: [], next: "", is_asked: false, is_loading: false, failure: "", problem: "" });
  write({ q, is_loading: true, failure: "", problem: "" });
  if (!next) scrolled = 0;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const wanted = new URLSearchParams({ q, limit: PAGE, ...(zone && { time_zone: zone }), ...(next && { cursor: next }) });
  try {
    const answer = await request("GET", `/search?${wanted}`, undefined, { signal: mine.signal });
    if (mine !== asking) return;
    const found = answer.items.map(result);
    write({ results: next ? [...read().results, ...found] : found, next: answer.next ?? "", is_asked: true, is_loading: false });
  } catch (error) {
    if (mine !== asking) return;
    // In English the server's own words say what is missing.
    const problem = error.fields?.q ? (language() === "en" ? error.fields.q : say("search-problem")) : "";
    write({ is_loading: false, is_asked: true, results: next ? read().results : [], next: "", problem, failure: problem ? "" : error.message });
  }
}

function result({ message, conversation, highlight }) {
  return {
    key: message.id,
    href: `/c/${conversation.id}/m/${message.seq}`,
    author: message.author.display_name,
    ...faceOf(message.author),
    place: title(conversation),
    is_direct: conversation.kind === "direct",
    time: shortOf(message.created_at, new Date()),
    full_time: fullOf(message.created_at),
    at: message.created_at,
    highlight,
  };
}

export function searchTyped({ target }) {
  const { filters, text } = taken(target.value);
  write({ text, filters: [...read().filters, ...filters], is_suggesting: true });
  offer();
  soon();
}

export function searchFocused() {
  write({ is_suggesting: true });
  offer();
}

export function searchLeft({ relatedTarget, currentTarget }) {
  if (!currentTarget.contains(relatedTarget)) write({ is_suggesting: false, active: "" });
}

export function searchKey(event) {
  const { suggestions, active, text, filters, is_suggesting } = read();
  if (event.nativeEvent.isComposing) return;
  const shown = is_suggesting ? suggestions : [];
  const at = shown.findIndex(({ id }) => id === active);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (!is_suggesting) return searchFocused();
    if (shown.length === 0) return;
    const step = event.key === "ArrowDown" ? 1 : at < 0 ? 0 : -1;
    write({ active: shown[(at + step + shown.length) % shown.length].id });
  } else if (event.key === "Enter") {
    event.preventDefault();
    if (active) return takeSuggestion(active);
    const whole = taken(`${text} `);
    write({ text: whole.text.trim(), filters: [...filters, ...whole.filters], is_suggesting: false });
    keepSearch(asked(read().filters, read().text));
    now();
  } else if (event.key === "Escape" && is_suggesting && shown.length > 0) {
    write({ is_suggesting: false, active: "" });
  } else if (event.key === "Backspace" && event.target.selectionEnd === 0 && filters.length > 0) {
    dropFilter(filters.length - 1);
  }
}

/** One of the suggestions. */
export function takeSuggestion(id) {
  const { text, filters } = read();
  const [kind] = id.split(" ", 1);
  const value = id.slice(kind.length + 1);
  if (kind === "operator") write({ text: `${value}:` });
  else if (kind === "again") write(parted(value));
  else write({ text: text.slice(0, pending(text)?.start ?? text.length), filters: [...filters, value] });
  write({ active: "", is_suggesting: kind !== "again" });
  document.getElementById(FIELD).focus();
  offer();
  now();
}

/** A button below the field begins a filter. */
export function beginFilter(operator) {
  const text = read().text.trim();
  write({ text: `${text ? `${text} ` : ""}${operator}:`, is_suggesting: true });
  document.getElementById(FIELD).focus();
  offer();
}

export function dropFilter(index) {
  write({ filters: read().filters.filter((_, at) => at !== index) });
  document.getElementById(FIELD).focus();
  now();
}

export function askOnceMore() {
  ask(read().q);
}

/** A result was opened: the question was a good one. */
export function resultOpened() {
  keepSearch(read().q);
}

export function resultsScrolled({ target }) {
  scrolled = target.scrollTop;
  const { next, is_loading, q } = read();
  if (next && !is_loading && target.scrollHeight - target.scrollTop - target.clientHeight < NEAR) ask(q, next);
}

function offer() {
  suggest(read().text, read().filters);
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(now, ASK_AFTER);
}

function now() {
  clearTimeout(timer);
  const q = asked(read().filters, read().text);
  if (q === read().q) return;
  going = q;
  go(`/search${q ? `?q=${encodeURIComponent(q)}` : ""}`, { replace: true });
}
