/** Changing the name and the topic of a group, in the members panel. */
import { applyEvents } from "./events.js";
import { request } from "./http.js";
import { readPanel, writePanel } from "./membersPanel.js";
import { update } from "./store.js";
import { toast } from "./toasts.js";

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
  if (!name) fields.name = "A group needs a name.";
  else if ([...name].length > LONGEST_NAME) fields.name = `A name has at most ${LONGEST_NAME} characters.`;
  if ([...topic].length > LONGEST_TOPIC) fields.topic = `A topic has at most ${LONGEST_TOPIC} characters.`;
  writePanel({ fields });
  if (fields.name || fields.topic) {
    form.elements[fields.name ? "name" : "topic"].focus();
    return;
  }
  writePanel({ is_saving: true });
  try {
    const conversation = await request("PATCH", `/conversations/${id}`, { name, topic });
    update((state) => applyEvents(state, [{ type: "conversation", conversation }], Date.now()));
    writePanel({ is_editing: false });
  } catch ({ message, fields: refused = {} }) {
    const said = Object.fromEntries(Object.entries(refused).map(([field, why]) => [field, `The ${field} ${why}.`]));
    writePanel({ fields: said });
    if (Object.keys(said).length === 0) toast({ text: message, tone: "error" });
  } finally {
    writePanel({ is_saving: false });
  }
}
