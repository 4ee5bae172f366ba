/**
 * The message that one is answering with a quotation, by place: in a conversation, or in a thread of it. It is kept
 * with the draft, under a key of its own.
 */
import { useSyncExternalStore } from "react";
import { draftKey } from "./drafts.js";
import { heldAs } from "./extracts.js";
import { filesSaid } from "./fileWords.js";
import { shown } from "./messages.js";
import { isInPanel, messageIdOf } from "./messageRow.js";
import { sameObject, whenChanged } from "./reusing.js";
import { getState, subscribe, update } from "./store.js";

const KEY = "reply ";
const EXCERPT = 120;
const NOTHING = { is_open: false, author: "", excerpt: "" };

/** Answer the message of this row, where the row is. */
export function beginReply(row) {
  const message = shown(messageIdOf(row));
  if (!message || message.deleted) return;
  const { id: messageId, seq, author } = message;
  const quotation = { id: messageId, seq, author_name: author.display_name, excerpt: excerptOf(message) };
  keep(here(isInPanel(row)), quotation);
  document.getElementById(isInPanel(row) ? "thread-composer" : "composer")?.focus();
}

/** Forget it. Tells whether there was one. */
export function dropReply(isInThread) {
  const key = here(isInThread);
  const isThere = Boolean(getState().drafts[key]);
  if (isThere) keep(key, null);
  return isThere;
}

/** What a message that is sent now from this place (`draftKey`) answers, or null; once. */
export function takeReply(place) {
  const quotation = getState().drafts[KEY + place] ?? null;
  if (quotation) keep(KEY + place, null);
  return quotation;
}

export const useReply = () => useSyncExternalStore(subscribe, () => inTimeline(getState(), new Date()), () => NOTHING);
export const useThreadReply = () => useSyncExternalStore(subscribe, () => inThread(getState(), new Date()), () => NOTHING);

const inTimeline = viewOf(({ open }) => draftKey(open.id));
const inThread = viewOf(({ open, panel }) => draftKey(open.id, panel.of));

function viewOf(place) {
  const key = (state) => KEY + place(state);
  return whenChanged(
    (state) => [state.drafts[key(state)], state.timelines[state.open.id], state.extracts],
    (state, _now, before) => {
      const quotation = state.drafts[key(state)];
      if (!quotation) return NOTHING;
      const [held] = heldAs(state, state.open.id, quotation.id);
      const excerpt = held ? excerptOf(held) : quotation.excerpt;
      return sameObject(before, { is_open: true, author: quotation.author_name, excerpt });
    },
  );
}

function here(isInThread) {
  const { open, panel } = getState();
  return KEY + draftKey(open.id, isInThread ? panel.of : null);
}

function keep(key, quotation) {
  const { [key]: _, ...others } = getState().drafts;
  update((state) => ({ ...state, drafts: quotation ? { ...others, [key]: quotation } : others }));
}

/** A line of what a message says, without its marks, or what its files are; a deleted one says nothing. */
function excerptOf({ body, html, attachments, deleted }) {
  if (deleted) return "";
  const text = html && typeof DOMParser !== "undefined" ? new DOMParser().parseFromString(html, "text/html").body.textContent : body;
  const line = text.replace(/\s+/g, " ").trim() || filesSaid(attachments);
  return line.length <= EXCERPT ? line : `${line.slice(0, EXCERPT - 1).trimEnd()}…`;
}
