/** Sound and desktop notifications for what arrives, in one tab of a browser at a time. */
import { title } from "./conversations.js";
import { readDevice } from "./device.js";
import { filesSaid } from "./fileWords.js";
import { isLookedAt } from "./marks.js";
import { shouldNotify } from "./notifying.js";
import { goToMessage } from "./opening.js";
import { getState, subscribe } from "./store.js";
import { claim } from "./tabs.js";
import { say } from "./text.js";

/** Another device on which it is being read says so within this time. */
const PATIENCE = 700;
/** What comes in a row rings once. */
const QUIET_AFTER = 1500;
const LONGEST = 160;
const ICON = "/icons/mark-192.png";

/** By conversation, up to which seq a notification stands on the desktop. */
const shown = new Map();
let rangAt = 0;

/** Called once, when the client starts. */
export function startNotifications() {
  subscribe(closeWhatIsRead);
  navigator.serviceWorker?.addEventListener("message", ({ data }) => data?.open && goToMessage(data.open.id, data.open.seq));
  standing().then((notifications) => {
    for (const { tag, data } of notifications) shown.set(tag, data?.seq ?? 0);
  });
}

/** A message has arrived: notify of it, unless it turns out that somebody reads it already. */
export async function notify(message) {
  if (!isWorthIt(message)) return;
  await new Promise((resolve) => setTimeout(resolve, PATIENCE));
  if (!isWorthIt(current(message))) return;
  // Browsers let only those tabs sound in which somebody has pressed something: they go first.
  if (!navigator.userActivation?.hasBeenActive) await new Promise((resolve) => setTimeout(resolve, 100));
  if (!(await claim(`notified:${message.id}`))) return;
  ring();
  showOnDesktop(message);
}

/** Let the sound be heard, as it is set. */
export async function sound() {
  const { volume } = readDevice();
  const { chime } = await import("./chime.js");
  chime(volume / 100);
}

function ring() {
  if (!readDevice().has_sound || Date.now() - rangAt < QUIET_AFTER) return;
  rangAt = Date.now();
  sound();
}

async function showOnDesktop({ conversation_id: id, seq, author, html, attachments }) {
  if (!readDevice().has_desktop || globalThis.Notification?.permission !== "granted") return;
  const conversation = getState().conversations[id];
  const registration = await navigator.serviceWorker?.getRegistration();
  if (!registration?.active || !conversation) return;
  const who = author.display_name;
  const heading = conversation.kind === "direct" ? who : say("notifications-title", { who, where: title(conversation) });
  const body = plain(html) || filesSaid(attachments);
  shown.set(id, seq);
  // The sound is ours; the newest of a conversation takes the place of the one before.
  await registration.showNotification(heading, { body, tag: id, icon: ICON, silent: true, data: { id, seq } });
}

async function closeWhatIsRead() {
  const { conversations } = getState();
  for (const [id, seq] of shown) {
    const conversation = conversations[id];
    if (conversation && conversation.my.read_seq < seq) continue;
    shown.delete(id);
    for (const notification of await standing(id)) notification.close();
  }
}

async function standing(tag) {
  const registration = await navigator.serviceWorker?.getRegistration();
  return (await registration?.getNotifications(tag ? { tag } : {})) ?? [];
}

function isWorthIt(message) {
  const { level } = readDevice();
  return shouldNotify(getState(), message, { now: Date.now(), isLookedAt: isLookedAt(), level });
}

/** The message as it has become while we waited. */
function current(message) {
  const { timelines, conversations } = getState();
  const { last_message: last } = conversations[message.conversation_id] ?? {};
  const held = timelines[message.conversation_id]?.messages.find(({ id }) => id === message.id);
  return held ?? (last?.id === message.id ? last : message);
}

function plain(html) {
  const text = new DOMParser().parseFromString(html, "text/html").body.textContent.replace(/\s+/g, " ").trim();
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
