/** Signing out: the server ends the session, and this device forgets what it kept of this person. */
import { forget } from "./cache.js";
import { confirm } from "./confirming.js";
import { close } from "./connection.js";
import { request } from "./http.js";
import { unsentCount } from "./sending.js";
import { expectSignOut } from "./sync.js";
import { toast } from "./toasts.js";
import { say } from "./text.js";

export async function signOut() {
  if (!(await isSure(unsentCount()))) return;
  expectSignOut(true);
  try {
    await request("POST", "/auth/logout");
  } catch ({ code, message }) {
    if (code !== "not_signed_in") {
      expectSignOut(false);
      toast({ text: say("account-still-signed-in", { why: message }), tone: "error" });
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
    title: say("account-unsent", { count: unsent }),
    text: say("account-unsent-why"),
    action: say("account-unsent-yes"),
    isDanger: true,
  });
}
