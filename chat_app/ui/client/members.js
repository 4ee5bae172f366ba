/** What is done about the members of a group: adding, giving roles, removing, leaving. */
import { confirm } from "./confirming.js";
import { request } from "./http.js";
import { readPanel, writePanel } from "./membersPanel.js";
import { menuSubject } from "./menus.js";
import { peopleSearch } from "./people.js";
import { getState } from "./store.js";
import { toast } from "./toasts.js";

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
        ? { title: "Step down as owner?", text: "Only another owner can make you one again.", action: "Step down" }
        : {
            title: `Make ${user.display_name} an owner?`,
            text: "Owners can do everything in this group, delete it, and no longer be removed by admins.",
            action: "Make owner",
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
    title: `Remove ${user.display_name}?`,
    text: "They no longer see this group. What they wrote stays.",
    action: "Remove",
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
    title: `Leave ${name}?`,
    text: visibility === "public" ? "You can join again at any time." : "To come back, somebody has to add you.",
    action: "Leave",
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
