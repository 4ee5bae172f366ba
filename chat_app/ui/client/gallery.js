/** What was shared in the open conversation: its pictures and videos, its files, its links, in pages as one scrolls. */
import { useEffect, useSyncExternalStore } from "react";
import "@/styles/gallery.css";
import { galleryOf, monthsOf, renewed, withPage } from "./galleryItems.js";
import { request } from "./http.js";
import { goToMessage } from "./opening.js";
import { showTimeline } from "./panel.js";
import { slice } from "./slice.js";
import { slidesOf } from "./slides.js";
import { getState, isOnline, subscribe } from "./store.js";

const PAGE = 60;
const MOST = 200;
const AHEAD = 600;
const RELOADED_AFTER = 600;
const NOTHING = { of: "", items: [], next: null, is_loaded: false, is_loading: false, failure: "" };

const [read, write, use] = slice({ tab: "media", ...NOTHING });

let shown = { from: null, view: null };

/** For the panel: has what it shows loaded, and again after something in the conversation has changed. */
export function useGallery() {
  const { tab } = use();
  const id = useSyncExternalStore(subscribe, () => getState().open.id, () => null);
  const rev = useSyncExternalStore(subscribe, () => getState().conversations[id]?.last_rev ?? 0, () => 0);
  const isConnected = useSyncExternalStore(subscribe, isOnline, () => false);
  useEffect(() => {
    if (id && isConnected) load(id, tab);
  }, [id, tab, isConnected]);
  useEffect(() => {
    if (!read().is_loaded) return undefined;
    const timer = setTimeout(() => load(id, tab), RELOADED_AFTER);
    return () => clearTimeout(timer);
  }, [rev]);
  return view(use());
}

export function chooseTab(tab) {
  if (tab !== read().tab) write({ ...NOTHING, tab });
}

/** Arrows go from one tab to the next, as in every list of tabs. */
export function tabKey(event) {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const tabs = [...event.currentTarget.querySelectorAll('[role="tab"]')];
  const next = tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length];
  next.focus();
  next.click();
}

export function galleryScrolled({ currentTarget }) {
  const { scrollHeight, scrollTop, clientHeight } = currentTarget;
  if (scrollHeight - scrollTop - clientHeight < AHEAD) loadMore();
}

export function loadGalleryAgain() {
  const { of, tab, items } = read();
  if (items.length > 0) loadMore();
  else load(of, tab);
}

/** Show it large, with all that is in the gallery so far; from there one may go on to its message. */
export async function openFromGallery(key, event) {
  const opener = event.currentTarget;
  const slides = read().items.flatMap((item) => slidesOf({ ...item, conversation_id: read().of, attachments: [item.file] }));
  const item = read().items.find((one) => one.key === key);
  const { openLightbox } = await import("./lightbox.js");
  openLightbox(slides, item.file.id, opener, ({ conversation_id, seq }) => leadTo(conversation_id, seq));
}

/** Go to the message that it came with. */
export function showInConversation(key) {
  const { of, items } = read();
  leadTo(of, items.find((one) => one.key === key).seq);
}

function leadTo(id, seq) {
  showTimeline();
  goToMessage(id, seq);
}

/** The first page, or anew what is held and what may have come since. */
async function load(id, tab) {
  const isSame = read().of === id && read().is_loaded;
  write(isSame ? { is_loading: true } : { ...NOTHING, of: id, is_loading: true });
  const limit = Math.min(MOST, read().items.length + PAGE);
  await ask(id, tab, `limit=${limit}`, (answer) => ({ ...renewed(read(), answer, tab), is_loaded: true }));
}

async function loadMore() {
  const { of, tab, next, is_loading, items } = read();
  if (!next || is_loading) return;
  write({ is_loading: true });
  await ask(of, tab, `limit=${PAGE}&cursor=${encodeURIComponent(next)}`, (answer) => withPage(items, answer, tab));
}

async function ask(id, tab, query, made) {
  const isCurrent = () => read().of === id && read().tab === tab;
  try {
    const answer = await request("GET", `/conversations/${id}/files?kind=${galleryOf(tab)}&${query}`);
    if (isCurrent()) write({ ...made(answer), failure: "", is_loading: false });
  } catch ({ message }) {
    if (isCurrent()) write({ failure: message, is_loading: false });
  }
}

function view(state) {
  if (shown.from !== state) {
    const { tab, items, is_loaded, is_loading, failure, next } = state;
    const made = { tab, is_loaded, is_loading, failure, is_empty: is_loaded && items.length === 0, has_more: next !== null, months: monthsOf(items) };
    shown = { from: state, view: made };
  }
  return shown.view;
}
