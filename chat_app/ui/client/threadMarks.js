/** What the root of a thread says of it: how many replies, when the last one came, and who wrote the latest. */
import { faceOf } from "./portraits.js";
import { keyed } from "./reusing.js";
import { say } from "./text.js";
import { shortOf } from "./times.js";
import { hasNews } from "./threadsSeen.js";

const FACES = 3;
const NONE = [];

const marks = keyed(mark);

/**
 * For the rows of a timeline: by message, its mark, or null without a thread. What the timeline does not hold of the
 * replies it cannot tell: then there is the count alone.
 */
export function threadMarks(state, timeline, now) {
  const byRoot = new Map();
  for (const message of timeline.messages) {
    if (!message.thread_root) continue;
    if (byRoot.has(message.thread_root)) byRoot.get(message.thread_root).push(message);
    else byRoot.set(message.thread_root, [message]);
  }
  marks.swept();
  return ({ id, reply_count: count, author }) => {
    if (count === 0) return null;
    const standing = (byRoot.get(id) ?? NONE).filter(({ deleted }) => !deleted);
    const isWhole = standing.length === count;
    const last = isWhole ? standing.at(-1) : null;
    const faces = isWhole ? latestAuthors(standing, state.profiles) : NONE;
    const isNew = hasNews(state, { id, author }, standing);
    const [first, second, third] = faces;
    return marks.of(id, [count, last, isNew, last && shortOf(last.created_at, now), first, second, third]);
  };
}

function mark(count, last, isNew, time, first, second, third) {
  return {
    replies: say("thread-replies", { count }),
    replies_at: last ? say("thread-last-reply", { time }) : "",
    has_new_replies: isNew,
    repliers: [first, second, third].filter(Boolean).map(faceOf),
  };
}

/** Those who wrote last, each once, in the order in which they came. */
function latestAuthors(replies, profiles) {
  const found = new Map(replies.toReversed().map(({ author }) => [author.id, author]));
  const latest = [...new Set(replies.map(({ author }) => author.id).toReversed())].slice(0, FACES);
  return latest.toReversed().map((id) => profiles[id] ?? found.get(id));
}
