/** What is done to a whole group: putting it away, bringing it back, handing it over, taking a copy, deleting it. */
import { confirm } from "./confirming.js";
import { applyEvents } from "./events.js";
import { request } from "./http.js";
import { readPanel } from "./membersPanel.js";
import { menuSubject } from "./menus.js";
import { slice } from "./slice.js";
import { getState, update } from "./store.js";
import { toast } from "./toasts.js";
import { say } from "./text.js";

const [readDeletion, writeDeletion, useDeletion] = slice({ is_open: false, is_busy: false, of: "", name: "", error: "" });
export { useDeletion };

export async function archiveGroup() {
  const { id, name } = openGroup();
  const title = say("groups-archive-one", { name });
  if (await confirm({ title, text: say("groups-archive-why"), action: say("groups-archive-it") })) await change(id, { archived: true });
}

export function bringBack() {
  return change(openGroup().id, { archived: false });
}

/** To the member whose menu is open. */
export async function handOver() {
  const { of: id, members } = readPanel();
  const userId = menuSubject();
  const { user } = members.find((member) => member.user.id === userId);
  const isSure = await confirm({
    title: say("groups-hand-over-one", { name: user.display_name }),
    text: say("groups-hand-over-why"),
    action: say("groups-hand-over-yes"),
  });
  if (isSure) await told(request("POST", `/conversations/${id}/transfer`, { user_id: userId }));
}

/** `html` for people, `jsonl` for programs. The server names the file, and the browser keeps it. */
export function exportGroup(format) {
  const link = document.createElement("a");
  link.href = `/api/v1/conversations/${openGroup().id}/export?format=${format}`;
  link.download = "";
  link.click();
}

export function askToDelete() {
  const { id, name } = openGroup();
  writeDeletion({ is_open: true, is_busy: false, of: id, name, error: "" });
}

export function deletionOpenChange(isOpen) {
  if (!isOpen) writeDeletion({ is_open: false });
}

export function typedName() {
  if (readDeletion().error) writeDeletion({ error: "" });
}

export async function deleteGroup(event) {
  event.preventDefault();
  const { of, name, is_busy } = readDeletion();
  if (is_busy) return;
  const field = event.currentTarget.elements.confirmation;
  if (field.value.trim() !== name.trim()) {
    writeDeletion({ error: say("groups-delete-wrong") });
    field.focus();
    return;
  }
  writeDeletion({ is_busy: true });
  try {
    await request("DELETE", `/conversations/${of}`);
    writeDeletion({ is_open: false });
  } catch ({ message }) {
    writeDeletion({ error: message });
  } finally {
    writeDeletion({ is_busy: false });
  }
}

function openGroup() {
  const { open, conversations } = getState();
  return conversations[open.id];
}

function change(id, changes) {
  return told(request("PATCH", `/conversations/${id}`, changes));
}

async function told(asked) {
  try {
    const conversation = await asked;
    update((state) => applyEvents(state, [{ type: "conversation", conversation }], Date.now()));
  } catch ({ message }) {
    toast({ text: message, tone: "error" });
  }
}
