/** What is done about the members of a group: adding, giving roles, removing, leaving. */
import { confirm } from "./confirming.js";
import { request } from "./http.js";
import { readPanel, writePanel } from "./membersPanel.js";
import { menuSubject } from "./menus.js";
import { peopleSearch } from "./people.js";
import { getState } from "./store.js";
import { toast } from "./toasts.js";
import { say } from "./text.js";

const search = peopleSearch(
  (found) => writePanel({ found, is_searched: true }),
  (message) => toast({ text: message, tone: "error" }),
);

export function startAdding() {
  writePanel({ is_adding: true, found: [], is_searched: false });
  search.ask("");
}

export function stopAdding() {
  writePanel({ is_adding: false });
}

export function searchToAdd(event) {
  search.soon(event.target.value);
}

export async function addMember(userId) {
  const { of: id } = readPanel();
  await busyWith(userId, async () => {
    const member = await request("PUT", `/conversations/${id}/members/${userId}`);
    if (readPanel().of === id) keep(member);
  });
}

export async function makeRole(role) {
  const { of: id, members } = readPanel();
  const userId = menuSubject();
  const { user } = members.find((member) => member.user.id === userId);
  const isStepDown = userId === getState().me.id;
  if (role === "owner" || isStepDown) {
    const isSure = await confirm(
      isStepDown
        ? { title: say("members-step-down"), text: say("members-step-down-why"), action: say("members-step-down-yes") }
        : {
            title: say("members-owner", { name: user.display_name }),
            text: say("members-owner-why"),
            action: say("members-make-owner"),
          },
    );
    if (!isSure) return;
  }
  await busyWith(userId, async () => {
    const member = await request("PATCH", `/conversations/${id}/members/${userId}`, { role });
    if (readPanel().of === id) keep(member);
  });
}

export async function removeMember() {
  const { of: id, members } = readPanel();
  const userId = menuSubject();
  const { user } = members.find((member) => member.user.id === userId);
  const isSure = await confirm({
    title: say("members-remove-one", { name: user.display_name }),
    text: say("members-remove-why"),
    action: say("members-remove-yes"),
    isDanger: true,
  });
  if (!isSure) return;
  await busyWith(userId, async () => {
    await request("DELETE", `/conversations/${id}/members/${userId}`);
    if (readPanel().of === id) writePanel({ members: readPanel().members.filter((member) => member.user.id !== userId) });
  });
}

export function leaveOpenGroup() {
  leaveGroup(readPanel().of);
}

export async function leaveGroup(id) {
  const { name, visibility } = getState().conversations[id];
  const isSure = await confirm({
    title: say("members-leave-one", { name }),
    text: say(visibility === "public" ? "members-leave-public" : "members-leave-private"),
    action: say("members-leave-yes"),
    isDanger: true,
  });
  if (!isSure) return;
  try {
    await request("POST", `/conversations/${id}/leave`);
  } catch ({ message }) {
    toast({ text: message, tone: "error" });
  }
}

/** One thing at a time with one person; a refusal is said as the server says it. */
async function busyWith(userId, act) {
  if (readPanel().busy) return;
  writePanel({ busy: userId });
  try {
    await act();
  } catch ({ message }) {
    toast({ text: message, tone: "error" });
  } finally {
    writePanel({ busy: "" });
  }
}

function keep(member) {
  const others = readPanel().members.filter((one) => one.user.id !== member.user.id);
  writePanel({ members: [...others, member] });
}
