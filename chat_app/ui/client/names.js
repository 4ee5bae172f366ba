/** What people are called of whom nothing has been read yet: the members of a group are asked for once it matters. */
import { request } from "./http.js";
import { getState, update } from "./store.js";

const MOST = 200;

const asked = new Set();

/** Learn the names of a conversation's members, where one of these people is not known by name. */
export async function learnNames(id, userIds) {
  const state = getState();
  if (asked.has(id) || userIds.every((userId) => nameOf(state, id, userId))) return;
  asked.add(id);
  try {
    const { items } = await request("GET", `/conversations/${id}/members?limit=${MOST}`);
    const profiles = Object.fromEntries(items.map(({ user }) => [user.id, user]));
    update((current) => ({ ...current, profiles: { ...profiles, ...current.profiles } }));
  } catch {
    asked.delete(id);
  }
}

/** As far as it is known from profiles, direct conversations and the messages that are held; else empty. */
export function nameOf(state, conversationId, userId) {
  const known = state.profiles[userId] ?? Object.values(state.conversations).find(({ peer }) => peer?.id === userId)?.peer;
  const written = () => state.timelines[conversationId]?.messages.findLast(({ author }) => author.id === userId)?.author;
  return (known ?? written())?.display_name ?? "";
}
