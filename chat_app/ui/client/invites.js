/** The dialog with the invite links of a group: making one, and taking back those that work. */
import { copy } from "./copying.js";
import { request } from "./http.js";
import { slice } from "./slice.js";
import { getState } from "./store.js";
import { shortOf } from "./times.js";
import { toast } from "./toasts.js";
import { say } from "./text.js";

const DAY = 86_400;
const LINK = "invite-link";
const EMPTY = { of: "", name: "", url: "", is_busy: false, is_loaded: false, failure: "", invites: [], busy: "" };

const [read, write, useInvites] = slice({ is_open: false, ...EMPTY });
export { useInvites };

export function openInvites() {
  const { id } = getState().open;
  write({ is_open: true, ...EMPTY, of: id, name: getState().conversations[id].name });
  loadInvites();
}

export function invitesOpenChange(isOpen) {
  // The link is known to this page alone, and not any longer than it is shown.
  if (!isOpen) write({ is_open: false, url: "" });
}

export async function loadInvites() {
  const { of } = read();
  write({ failure: "" });
  try {
    const { items } = await request("GET", `/conversations/${of}/invites?limit=200`);
    if (read().of === of) write({ is_loaded: true, invites: items.filter((one) => one.over === null).map(row) });
  } catch ({ message }) {
    if (read().of === of) write({ is_loaded: true, failure: message });
  }
}

export async function makeInvite(event) {
  event.preventDefault();
  if (read().is_busy) return;
  const { days, uses } = Object.fromEntries(new FormData(event.currentTarget));
  const limits = { expires_in: days ? Number(days) * DAY : null, max_uses: uses ? Number(uses) : null };
  const { of } = read();
  write({ is_busy: true });
  try {
    const invite = await request("POST", "/invites", { conversation_id: of, ...limits });
    if (read().of !== of) return;
    write({ url: invite.url, invites: [row(invite), ...read().invites] });
    requestAnimationFrame(() => document.getElementById(LINK)?.select());
  } catch ({ message }) {
    toast({ text: message, tone: "error" });
  } finally {
    write({ is_busy: false });
  }
}

export function copyInvite() {
  copy(read().url, "invites-copied");
}

/** Pressed, the whole of it is chosen, for where nothing can be copied for one. */
export function chooseInvite(event) {
  event.currentTarget.select();
}

export async function revokeInvite(id) {
  if (read().busy) return;
  write({ busy: id });
  try {
    await request("DELETE", `/invites/${id}`);
    const isShown = read().invites[0]?.id === id && read().url;
    write({ invites: read().invites.filter((one) => one.id !== id), ...(isShown ? { url: "" } : {}) });
  } catch ({ message }) {
    toast({ text: message, tone: "error" });
  } finally {
    write({ busy: "" });
  }
}

function row({ id, created_by, expires_at, uses, max_uses }) {
  const used = max_uses === null ? say("invites-used", { uses }) : say("invites-used-of", { uses, most: max_uses });
  const until = expires_at && say("invites-until", { time: shortOf(expires_at, new Date()) });
  return {
    id,
    name: created_by.display_name,
    about: [used, until].filter(Boolean).join(" · "),
  };
}
