/** The dialog with the webhooks of a group: which there are, making one, and deleting one. */
import { useMemo } from "react";
import "@/styles/webhooks.css";
import { confirm } from "./confirming.js";
import { copy } from "./copying.js";
import { fieldErrors } from "./errors.js";
import { useNow } from "./hooks.js";
import { request } from "./http.js";
import { say } from "./text.js";
import { sinceOf } from "./times.js";
import { toast } from "./toasts.js";
import { readWebhooks, useWebhooksSlice, writeWebhooks } from "./webhooksOpening.js";

const LONGEST_NAME = 64;

export function useWebhooks() {
  const { is_open, items, is_loading, failure, is_saving, error, made, busy } = useWebhooksSlice();
  const now = useNow();
  return useMemo(
    () => ({
      is_open,
      is_loading: is_loading && items.length === 0,
      failure,
      is_saving,
      error,
      is_made: made !== null,
      made_name: made?.name ?? "",
      url: made?.url ?? "",
      example: made ? exampleOf(made) : "",
      webhooks: items.map((hook) => row(hook, busy, now)),
    }),
    [is_open, items, is_loading, failure, is_saving, error, made, busy, now],
  );
}

export function webhooksOpenChange(isOpen) {
  if (!isOpen) writeWebhooks({ is_open: false, made: null });
}

export async function createWebhook(event) {
  event.preventDefault();
  const { of: id, is_saving } = readWebhooks();
  if (is_saving) return;
  const field = event.currentTarget.elements["webhook-name"];
  const name = field.value.trim();
  const error = !name ? say("webhooks-name-missing") : [...name].length > LONGEST_NAME ? say("webhooks-name-long", { most: LONGEST_NAME }) : "";
  writeWebhooks({ error });
  if (error) return field.focus();
  writeWebhooks({ is_saving: true });
  try {
    const made = await request("POST", `/conversations/${id}/hooks`, { name });
    field.value = "";
    writeWebhooks({ made, items: [made, ...readWebhooks().items] });
    requestAnimationFrame(() => document.getElementById("webhook-made")?.focus());
  } catch ({ message, fields = {} }) {
    writeWebhooks({ error: fieldErrors(fields).name ?? message });
    field.focus();
  } finally {
    writeWebhooks({ is_saving: false });
  }
}

export function copyWebhookUrl() {
  copy(readWebhooks().made.url, "webhooks-copied");
}

export function copyWebhookExample() {
  copy(exampleOf(readWebhooks().made), "webhooks-copied");
}

/** The whole address at once, for who copies it by hand. */
export function selectWebhookUrl({ currentTarget }) {
  currentTarget.select();
}

export async function deleteWebhook(id) {
  const { items, busy } = readWebhooks();
  if (busy) return;
  const { name } = items.find((hook) => hook.id === id);
  const isSure = await confirm({
    title: say("webhooks-delete-title", { name }),
    text: say("webhooks-delete-text"),
    action: say("webhooks-delete"),
    isDanger: true,
  });
  if (!isSure) return;
  writeWebhooks({ busy: id });
  try {
    await request("DELETE", `/hooks/${id}`);
    const { made } = readWebhooks();
    writeWebhooks({ items: readWebhooks().items.filter((hook) => hook.id !== id), made: made?.id === id ? null : made });
  } catch ({ message }) {
    toast({ text: message, tone: "error" });
  } finally {
    writeWebhooks({ busy: "" });
  }
}

function exampleOf({ url }) {
  return `curl -H 'Content-Type: application/json' \\\n  -d '{"text": "${say("webhooks-hello")}"}' \\\n  ${url}`;
}

function row({ id, name, created_by, last_used_at }, busy, now) {
  const used = last_used_at ? say("webhooks-used", { since: sinceOf(last_used_at, new Date(now)) }) : say("webhooks-unused");
  return {
    id,
    name,
    about: created_by ? say("webhooks-about", { name: created_by, used }) : used,
    is_busy: busy === id,
  };
}
