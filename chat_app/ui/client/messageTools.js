/** What can be done with the message that one points at. */
import { beginEditing } from "./editing.js";
import { shown } from "./messages.js";
import { leave } from "./pointing.js";
import { react, remove } from "./sending.js";
import { toast } from "./toasts.js";
import { say } from "./text.js";

export function reactTo(id, emoji) {
  const message = shown(id);
  if (message && !message.deleted) react(message, emoji);
}

export function editMessage(id) {
  leave();
  beginEditing(id);
}

export function deleteMessage(id) {
  leave();
  const message = shown(id);
  if (message) remove(message);
  document.getElementById("composer")?.focus();
}

export async function copyMessage(id) {
  const text = shown(id)?.body ?? "";
  try {
    await navigator.clipboard.writeText(text);
    toast({ text: say("message-copied") });
  } catch {
    toast({ text: say("message-not-copied"), tone: "error" });
  }
}
