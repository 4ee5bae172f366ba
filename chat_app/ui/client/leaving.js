/** Signing out: the server ends the session, and this device forgets what it kept. */
import { forget } from "./cache.js";
import { close } from "./connection.js";
import { request } from "./http.js";
import { toast } from "./toasts.js";

export async function signOut() {
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
