/** What a text will look like, as the server makes it: one renderer, and no other in the browser. */
import { fieldOf } from "./field.js";
import { request } from "./http.js";
import { room } from "./room.js";
import { slice } from "./slice.js";
import { say } from "./text.js";

const ASKED_AFTER = 150;
const CLOSED = { field: "", html: "", failure: "" };

const [read, write, use] = slice(CLOSED);

let timer = null;
let latest = 0;

/** The preview of this field: `{is_open, html, failure}`. */
export function usePreview(field) {
  return viewOf(use((preview) => (preview.field === field ? preview : CLOSED)));
}

export function togglePreview(event) {
  const field = fieldOf(event);
  if (read().field === field.id) return closePreview();
  write({ ...CLOSED, field: field.id });
  ask(field);
}

export function closePreview() {
  clearTimeout(timer);
  latest += 1;
  if (read().field) write(CLOSED);
}

/** The text is another: show it once the typing pauses. */
export function previewSoon(field) {
  if (read().field !== field.id) return;
  clearTimeout(timer);
  timer = setTimeout(() => ask(field), ASKED_AFTER);
}

async function ask(field) {
  const mine = ++latest;
  if (field.value.trim() === "") return write({ html: "", failure: "" });
  if (room(field.value) < 0) return write({ failure: say("writing-too-long") });
  try {
    const { html } = await request("POST", "/markdown", { body: field.value });
    if (mine === latest) write({ html, failure: "" });
  } catch ({ message }) {
    if (mine === latest) write({ failure: message });
  }
}

function viewOf({ field, html, failure }) {
  return { is_open: field !== "", html, failure };
}
