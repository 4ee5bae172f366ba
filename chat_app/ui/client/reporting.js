/** The dialog in which one reports a message to those who run the place. */
import { request } from "./http.js";
import { menuSubject } from "./menus.js";
import { messageIdOf } from "./messageRow.js";
import { shown } from "./messages.js";
import { slice } from "./slice.js";
import { say } from "./text.js";
import { toast } from "./toasts.js";

const CLOSED = { id: "", author: "", is_sending: false, failure: "" };

const [read, write, useReporting] = slice(CLOSED);

export { useReporting };

export function useIsReporting() {
  return useReporting().id !== "";
}

export function reportFromMenu() {
  const message = shown(messageIdOf(menuSubject()));
  if (message) write({ ...CLOSED, id: message.id, author: message.author.display_name });
}

export function reportOpenChange(isOpen) {
  if (!isOpen) write(CLOSED);
}

export async function sendReport(event) {
  event.preventDefault();
  const { id, is_sending } = read();
  if (is_sending) return;
  write({ is_sending: true, failure: "" });
  try {
    await request("POST", `/messages/${id}/report`, { reason: document.getElementById("report-reason").value });
    write(CLOSED);
    toast({ text: say("report-sent"), tone: "done" });
  } catch ({ message }) {
    write({ is_sending: false, failure: message });
  }
}
