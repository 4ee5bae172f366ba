/** In a direct conversation the ticks tell when a message was read, or has arrived, to whoever points at them. */
import { request } from "./http.js";
import { shown } from "./messages.js";
import { getState } from "./store.js";
import { say } from "./text.js";
import { sinceOf } from "./times.js";

const TOLD = { read: "message-read-at", delivered: "message-delivered-at" };

/** Called once, when the client starts. */
export function listenToTicks() {
  document.addEventListener("pointerover", ({ target }) => {
    const tick = target.closest?.(".tick");
    if (tick) tellTime(tick, tick.closest("[data-message-id]"));
  });
}

async function tellTime(tick, row) {
  const { messageId: id, status } = row?.dataset ?? {};
  const conversation = getState().conversations[shown(id)?.conversation_id];
  if (!TOLD[status] || conversation?.kind !== "direct" || tick.dataset.told === status) return;
  tick.dataset.told = status;
  try {
    const [one] = (await request("GET", `/messages/${id}/receipts`))[status];
    // What is pointed at may have come further meanwhile, and says so itself.
    if (one && row.dataset.status === status) tick.title = say(TOLD[status], { time: sinceOf(one.at, new Date()) });
  } catch {
    delete tick.dataset.told;
  }
}
