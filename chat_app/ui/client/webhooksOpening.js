/** Opening the dialog with the webhooks of the open group, and what it holds; the rest comes when it is wanted. */
import { request } from "./http.js";
import { slice } from "./slice.js";
import { getState } from "./store.js";

const CLOSED = { is_open: false, of: "", items: [], is_loading: false, failure: "", is_saving: false, error: "", made: null, busy: "" };

const [readWebhooks, writeWebhooks, useWebhooksSlice] = slice(CLOSED);
export { readWebhooks, useWebhooksSlice, writeWebhooks };

export function useHasWebhooksOpen() {
  return useWebhooksSlice(({ is_open }) => is_open);
}

export function openWebhooks() {
  writeWebhooks({ ...CLOSED, is_open: true, of: getState().open.id });
  loadWebhooks();
}

export async function loadWebhooks() {
  const { of: id } = readWebhooks();
  writeWebhooks({ is_loading: true, failure: "" });
  try {
    const { items } = await request("GET", `/conversations/${id}/hooks`);
    if (readWebhooks().of === id) writeWebhooks({ items, is_loading: false });
  } catch ({ message }) {
    if (readWebhooks().of === id) writeWebhooks({ is_loading: false, failure: message });
  }
}
