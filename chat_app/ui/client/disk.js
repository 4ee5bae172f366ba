/**
 * What is kept on this device for one user, in IndexedDB. The only module that knows where.
 *
 * Without a disk (a private window may refuse one) everything works, and nothing survives a reload.
 */
import { openDB } from "idb";

const VERSION = 1;
const USER = "parley:user";
const LAST_OPENED = "parley:last-opened";
const LAST_WORDS = "parley:last-words";
const RECENT_EMOJI = "parley:recent-emoji";
/** The emoji picker's own: whose emoji are used most, and the tone of skin. */
const EMOJI_PICKER = "emoji-picker-element-en";
const RECENT_KEPT = 20;
const STORES = ["about", "conversations", "timelines", "outbox", "drafts"];
const TIMELINES_KEPT = 40;

let database = null;
let userId = null;

/** Whose things are kept here, or null. */
export function lastUser() {
  return remembered(() => localStorage.getItem(USER));
}

/** The conversation that was open last, or null. */
export function lastOpened() {
  return remembered(() => localStorage.getItem(LAST_OPENED));
}

export function setLastOpened(id) {
  remembered(() => (id ? localStorage.setItem(LAST_OPENED, id) : localStorage.removeItem(LAST_OPENED)));
}

/** Drafts by conversation, as the page is left: kept at once, where the database may take longer than it has. */
export function setLastWords(drafts) {
  remembered(() => localStorage.setItem(LAST_WORDS, JSON.stringify({ user: userId, drafts })));
}

/** The drafts that were on their way to the disk as the page was left; once. */
export function takeLastWords() {
  const kept = remembered(() => JSON.parse(localStorage.getItem(LAST_WORDS)));
  remembered(() => localStorage.removeItem(LAST_WORDS));
  return (kept?.user === userId && kept.drafts) || {};
}

/** The emoji that were used last for messages, the latest first. */
export function recentEmoji() {
  return remembered(() => JSON.parse(localStorage.getItem(RECENT_EMOJI))) ?? [];
}

export function rememberEmoji(emoji) {
  const recent = [emoji, ...recentEmoji().filter((one) => one !== emoji)].slice(0, RECENT_KEPT);
  remembered(() => localStorage.setItem(RECENT_EMOJI, JSON.stringify(recent)));
}

/** Use the things of this user from now on. */
export function use(id) {
  if (id === userId) return;
  userId = id;
  remembered(() => localStorage.setItem(USER, id));
  database = openDB(`parley-${id}`, VERSION, {
    upgrade(db) {
      for (const store of STORES) db.createObjectStore(store);
    },
    blocking(_from, _to, event) {
      event.target.close();
    },
  });
  database.catch(() => {});
}

/** `{me, seen, conversations, outbox, drafts}` as they were kept, or null where nothing is. */
export async function readAll() {
  return within(["about", "conversations", "outbox", "drafts"], "readonly", async (from) => {
    const [me, seen, conversations, outbox, texts, names] = await Promise.all([
      from("about").get("me"),
      from("about").get("seen"),
      from("conversations").getAll(),
      from("outbox").getAll(),
      from("drafts").getAll(),
      from("drafts").getAllKeys(),
    ]);
    if (!me) return null;
    return { me, seen: seen ?? {}, conversations, outbox, drafts: Object.fromEntries(names.map((name, at) => [name, texts[at]])) };
  });
}

/** `{timeline, receipts}` of a conversation, or null. */
export async function readTimeline(id) {
  return (await within(["timelines"], "readonly", (from) => from("timelines").get(id))) ?? null;
}

/** Write `{store: {key: value}}`; what has no value is removed. */
export async function write(changes) {
  const stores = Object.keys(changes);
  if (stores.length === 0) return;
  await within(stores, "readwrite", async (from) => {
    const written = stores.flatMap((store) =>
      Object.entries(changes[store]).map(([key, value]) =>
        value === undefined ? from(store).delete(key) : from(store).put(value, key),
      ),
    );
    await Promise.all(written);
  }, true);
}

/** Let go of the timelines that were written longest ago. */
export async function prune() {
  await within(["timelines"], "readwrite", async (from) => {
    const [held, names] = await Promise.all([from("timelines").getAll(), from("timelines").getAllKeys()]);
    const oldest = names.map((name, at) => [name, held[at].saved_at]).sort((a, b) => b[1] - a[1]);
    await Promise.all(oldest.slice(TIMELINES_KEPT).map(([name]) => from("timelines").delete(name)));
  });
}

/** Forget what is a copy of the server's. What was written here and is not sent yet stays, for its author. */
export async function forgetCopies() {
  await clear(["about", "conversations", "timelines"]);
}

/** Forget this user altogether. */
export async function forgetAll() {
  await clear(STORES);
  for (const key of [USER, LAST_OPENED, LAST_WORDS, RECENT_EMOJI]) remembered(() => localStorage.removeItem(key));
  remembered(() => indexedDB.deleteDatabase(EMOJI_PICKER));
}

async function clear(stores) {
  await within(stores, "readwrite", (from) => Promise.all(stores.map((store) => from(store).clear())));
}

async function within(stores, mode, work, isWhole = false) {
  try {
    const db = await database;
    if (!db) return null;
    const transaction = db.transaction(stores, mode, { durability: "relaxed" });
    const working = work((store) => transaction.objectStore(store));
    // What is only written is asked for by now: a page that is being left must not have to wait for its answers.
    if (mode === "readwrite" && isWhole) transaction.commit();
    const answer = await working;
    await transaction.done;
    return answer;
  } catch {
    return null;
  }
}

function remembered(access) {
  try {
    return access();
  } catch {
    return null;
  }
}
