/** What floats above the timeline: the ways to what is new, to its end, and to a day. */
import { useMemo, useSyncExternalStore } from "react";
import { markAllRead } from "./marks.js";
import { firstNew } from "./newLine.js";
import { usePlace } from "./place.js";
import { withTarget } from "./places.js";
import { sameObject } from "./reusing.js";
import { initialState } from "./state.js";
import { getState, isOnline, subscribe, update } from "./store.js";
import { say } from "./text.js";
import { dayOf, shortOf } from "./times.js";
import { countable, recount } from "./unread.js";
import { load } from "./windows.js";

let news = null;

export function useJumps() {
  const place = usePlace();
  const { unread, count, since, spoken } = useSyncExternalStore(subscribe, readNews, () => newsOf(initialState));
  return useMemo(
    () => ({
      day: place.day && dayOf(place.day, new Date()),
      is_line_above: place.isLineAbove && count > 0,
      news: since ? say("jumps-news-since", { count, since }) : say("jumps-news", { count }),
      is_away: place.isFar || (!place.isAtEnd && unread > 0),
      unread,
      unread_text: unread > 999 ? "999+" : String(unread),
    }),
    [place, unread, count, since, spoken],
  );
}

/** Go to where what is new begins. */
export async function toFirstNew() {
  const { line } = getState();
  if (!line) return;
  if (!first(getState()) && isOnline()) await load(line.id, { around: line.after + 1 });
  const message = first(getState());
  if (message) update((state) => withTarget(state, message.seq));
}

/** Have what is new in the open conversation counted as read. */
export function putNewsAway() {
  markAllRead();
}

function first(state) {
  const { line, timelines, me } = state;
  const timeline = line && timelines[line.id];
  const isReached = timeline && (!timeline.hasOlder || timeline.messages[0].seq <= line.after + 1);
  return isReached ? firstNew(timeline.messages, line.after, me?.id) : undefined;
}

function readNews() {
  news = sameObject(news, newsOf(getState()));
  return news;
}

/** `unread` as it is now, `count` from the line on, and since when. */
function newsOf(state) {
  const { open, line, conversations, timelines, me } = state;
  const conversation = conversations[open.id];
  const unread = conversation?.my.unread ?? 0;
  if (!line || !conversation) return { unread, count: 0, since: "", spoken: state.language };
  const timeline = timelines[open.id];
  const isCounted = countable(timeline, line.after, 0);
  const count = isCounted ? recount(timeline, line.after, me?.id).unread : unread;
  const message = first(state);
  return { unread, count, since: message ? shortOf(message.created_at, new Date()) : "", spoken: state.language };
}
