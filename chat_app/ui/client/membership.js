/** Who may do what with whom in a group: the rules of the server, for offering only what it will accept. */
const RANK = { member: 0, admin: 1, owner: 2 };

/** May somebody of this role add people, rename the group, and the like? */
export function mayManage(role, isArchived) {
  return !isArchived && RANK[role] >= RANK.admin;
}

/**
 * What somebody with the role `mine` may do with a member of role `theirs`: `{roles, remove, handover}`, the roles that
 * they may be given, whether they may be removed, and whether the group may be handed over to them. Of oneself, only the role, unless nobody else is an owner;
 * leaving is a matter of its own.
 */
export function choices({ mine, theirs, isMe, isLastOwner, isArchived }) {
  if (!mayManage(mine, isArchived)) return { roles: [], remove: false, handover: false };
  const isOwner = mine === "owner";
  return {
    roles: isOwner && !(isMe && isLastOwner) ? Object.keys(RANK).filter((role) => role !== theirs) : [],
    remove: !isMe && (isOwner || theirs !== "owner"),
    handover: isOwner && !isMe,
  };
}

/** Owners first, then admins, and by name within. */
export function ranked(members) {
  return members.toSorted(
    (a, b) => RANK[b.role] - RANK[a.role] || a.user.display_name.localeCompare(b.user.display_name),
  );
}

/** Why one may not write in a conversation: `archived`, `admins` where only they may, or nothing. */
export function closedBecause({ kind, archived, posting, my }) {
  if (archived) return "archived";
  return kind === "group" && posting === "admins" && my.role === "member" ? "admins" : "";
}

/** May one write in this conversation? */
export function mayWrite(conversation) {
  return closedBecause(conversation) === "";
}
