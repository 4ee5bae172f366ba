/** Signing out: the server ends the session, and this device forgets what it kept of this person. */
import { forget } from "./cache.js";
import { confirm } from "./confirming.js";
import { close } from "./connection.js";
import { request } from "./http.js";
import { unsentCount } from "./sending.js";
import { toast } from "./toasts.js";

export async function signOut() {
  if (!(await isSure(unsentCount()))) return;
  try {
    await request("POST", "/auth/logout");
  } catch ({ code, message }) {
    if (code !== "not_signed_in") {
      toast({ text: `You are still signed in. ${message}`, tone: "error" });
      return;
    }
  }
  close();
  await forget({ unsent: true });
  location.assign("/login");
}

function isSure(unsent) {
  if (unsent === 0) return true;
  return confirm({
    title: unsent === 1 ? "A message has not been sent" : `${unsent} messages have not been sent`,
    text: "Signing out throws away what is still waiting on this device.",
    action: "Sign out anyway",
    isDanger: true,
  });
}
