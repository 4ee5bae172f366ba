/** The first steps of whoever has no conversation yet, and what an empty one suggests. */
import { useEffect } from "react";
import { request } from "./http.js";
import { startEditing } from "./groupDetails.js";
import { startAdding } from "./members.js";
import { loadMembers, openMembersOf } from "./membersPanel.js";
import { openNewConversation, setGroup } from "./newConversation.js";
import { send } from "./sending.js";
import { slice } from "./slice.js";
import { getState } from "./store.js";
import { say } from "./text.js";
import { toast } from "./toasts.js";

const DISMISSED = "parley:welcomed";

const [, write, useSlice] = slice({ is_dismissed: false, is_open: false, address: "" });

/** What the first steps have to know; asked when they are shown. */
export function useWelcome() {
  useEffect(() => {
    write({ is_dismissed: kept(() => localStorage.getItem(DISMISSED)) !== null, address: location.origin });
    request("GET", "/instance").then(
      ({ registration }) => write({ is_open: registration === "open" }),
      () => {}, // without an answer nobody is invited to come
    );
  }, []);
  return useSlice();
}

export function dismissWelcome() {
  kept(() => localStorage.setItem(DISMISSED, "1"));
  write({ is_dismissed: true });
}

export function makeFirstGroup() {
  openNewConversation();
  setGroup(true);
}

export async function copyAddress() {
  try {
    await navigator.clipboard.writeText(location.origin);
    toast({ text: say("welcome-address-copied"), tone: "done" });
  } catch {
    // Browsers give the clipboard to pages over https and on this machine alone; the address stands beside the button.
    toast({ text: say("message-not-copied"), tone: "error" });
  }
}

export function writeFirst() {
  document.getElementById("composer")?.focus();
}

export function wave() {
  send("👋");
  writeFirst();
}

export async function addPeople() {
  await openDetails();
  startAdding();
}

export async function setTopic() {
  await openDetails();
  startEditing();
  // The form is there with the next frame, and begins at the name.
  requestAnimationFrame(() => document.getElementById("topic")?.focus());
}

async function openDetails() {
  const { id } = getState().open;
  await loadMembers(id);
  openMembersOf(id);
}

function kept(access) {
  try {
    return access();
  } catch {
    return null; // a private window may refuse
  }
}
