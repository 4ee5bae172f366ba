/** What a text or a piece of code says, beneath its card: asked of the server when it is opened. */
import { request } from "./http.js";
import { slice } from "./slice.js";
import { say } from "./text.js";

/** So many lines are shown at first. */
const FIRST = 10;
const CLOSED = { is_open: false, is_loading: false, failure: "", html: "", is_long: false, is_whole: false, is_truncated: false, more: "" };

const [read, write, use] = slice({});

/** Of this file. */
export function useFilePreview(id) {
  return use((all) => all[id] ?? CLOSED);
}

export function togglePreview(id) {
  const { is_open, html } = read()[id] ?? CLOSED;
  put(id, { is_open: !is_open, is_whole: false });
  if (!is_open && html === "") loadPreview(id);
}

/** Show all that is there, or the beginning again. */
export function toggleWhole(id) {
  put(id, { is_whole: !read()[id].is_whole });
}

export async function loadPreview(id) {
  if (read()[id].is_loading) return;
  put(id, { is_loading: true, failure: "" });
  try {
    const { html, lines, truncated } = await request("GET", `/files/${id}/preview/html`);
    const is_long = lines > FIRST;
    put(id, { html, is_long, is_truncated: truncated, more: is_long ? say("attachments-lines", { count: lines - FIRST }) : "" });
  } catch ({ message }) {
    put(id, { failure: message });
  } finally {
    put(id, { is_loading: false });
  }
}

function put(id, changes) {
  write({ [id]: { ...CLOSED, ...read()[id], ...changes } });
}
