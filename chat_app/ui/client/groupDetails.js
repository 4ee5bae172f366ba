/** Changing what a group is, in the members panel: its name, its topic, who finds it and who writes in it. */
import { fieldErrors } from "./errors.js";
import { applyEvents } from "./events.js";
import { request } from "./http.js";
import { readPanel, writePanel } from "./membersPanel.js";
import { update } from "./store.js";
import { toast } from "./toasts.js";
import { say } from "./text.js";

const LONGEST_NAME = 80;
const LONGEST_TOPIC = 250;

export function startEditing() {
  writePanel({ is_editing: true, fields: {} });
}

export function stopEditing() {
  writePanel({ is_editing: false });
}

export async function saveGroup(event) {
  event.preventDefault();
  const { of: id, is_saving } = readPanel();
  if (is_saving) return;
  const form = event.currentTarget;
  const name = form.elements.name.value.trim();
  const topic = form.elements.topic.value.trim();
  const fields = {};
  if (!name) fields.name = say("members-name-missing");
  else if ([...name].length > LONGEST_NAME) fields.name = say("members-name-long", { most: LONGEST_NAME });
  if ([...topic].length > LONGEST_TOPIC) fields.topic = say("members-topic-long", { most: LONGEST_TOPIC });
  writePanel({ fields });
  if (fields.name || fields.topic) {
    form.elements[fields.name ? "name" : "topic"].focus();
    return;
  }
  writePanel({ is_saving: true });
  try {
    const conversation = await request("PATCH", `/conversations/${id}`, { name, topic, ...choicesOf(form) });
    update((state) => applyEvents(state, [{ type: "conversation", conversation }], Date.now()));
    writePanel({ is_editing: false });
  } catch ({ message, fields: refused = {} }) {
    writePanel({ fields: fieldErrors(refused) });
    if (Object.keys(refused).length === 0) toast({ text: message, tone: "error" });
  } finally {
    writePanel({ is_saving: false });
  }
}

/** What the form has switches for. */
function choicesOf({ elements }) {
  const choices = {};
  if (elements.public) choices.visibility = elements.public.checked ? "public" : "private";
  if (elements.posting) choices.posting = elements.posting.checked ? "admins" : "everyone";
  return choices;
}
