/** The invitation that one has come by: where it leads to, and going there. */
import { useEffect, useState } from "react";
import { request } from "./http.js";
import { slice } from "./slice.js";
import { say } from "./text.js";

const NONE = { is_there: false, is_over: false, is_here: false, is_busy: false, me: "", inviter: "", group: "", topic: "", members: "", message: "" };

const [read, write, useInvitation] = slice(NONE);
export { useInvitation };

/** The code in the address, or null. */
export function invitation() {
  return new URLSearchParams(location.search).get("invite");
}

/** Ask what it leads to, and who is here already. */
export async function askInvitation() {
  const code = invitation();
  if (code === null) return;
  const told = await request("GET", `/invites/${encodeURIComponent(code)}`).catch((error) => error);
  if (told.code === "unreachable") return; // it is asked again, as is the rest
  write({
    is_there: true,
    is_over: !told.works,
    is_here: Boolean(told.you),
    me: told.you ?? "",
    inviter: told.inviter ?? "",
    group: told.group?.name ?? "",
    topic: told.group?.topic ?? "",
    members: told.group ? say("invites-members", { count: told.group.member_count }) : "",
  });
}

export async function acceptInvitation() {
  if (read().is_busy) return;
  write({ is_busy: true, message: "" });
  try {
    const { id } = await request("POST", `/invites/${encodeURIComponent(invitation())}/accept`);
    location.assign(`/c/${id}`);
  } catch ({ message }) {
    write({ is_busy: false, message });
  }
}

/** Where signing in begins, and leads back from. */
export function withInvitation(path) {
  const code = invitation();
  return code === null ? path : `${path}?invite=${encodeURIComponent(code)}`;
}

/** The way to the sign-in page, with the invitation. The shell of the page knows of none. */
export function useSignInAddress() {
  const [address, setAddress] = useState("/login");
  useEffect(() => setAddress(withInvitation("/login")), []);
  return address;
}
