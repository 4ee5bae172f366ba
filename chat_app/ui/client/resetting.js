/** The pages that links in mails lead to: a new password, and the proof that an address is one's own. */
import { useEffect } from "react";
import { request } from "./http.js";
import { slice } from "./slice.js";

/** `unknown` (until the address was looked at), `ask`, `sent`, `choose`, `done` or `over`. */
const [readReset, writeReset, useResetSlice] = slice({ step: "unknown", login: "" });
/** `unknown`, `done`, `over` or `failed`, with why. */
const [readVerified, writeVerified, useVerifiedSlice] = slice({ step: "unknown", message: "", is_busy: false });

export function useReset() {
  useLink(() => {
    if (resetToken()) writeReset({ step: "choose" });
    else if (readReset().step === "unknown") writeReset({ step: "ask" });
  });
  return useResetSlice();
}

/** What the link has in its fragment, which no server is told. */
export function resetToken() {
  return location.hash.slice(1);
}

export function resetAsked(login) {
  writeReset({ step: "sent", login });
}

export function resetDone() {
  forgetToken();
  writeReset({ step: "done" });
}

export function linkIsOver() {
  forgetToken();
  writeReset({ step: "over" });
}

export function askReset() {
  writeReset({ step: "ask" });
}

export function useVerified() {
  useLink(() => {
    if (location.hash || readVerified().step === "unknown") verify();
  });
  return useVerifiedSlice();
}

/** Hand the token of the link in. */
export async function verify() {
  if (readVerified().is_busy) return;
  const token = location.hash.slice(1);
  if (!token) return writeVerified({ step: "over" });
  writeVerified({ is_busy: true });
  try {
    await request("POST", "/auth/verify", { token });
    forgetToken();
    writeVerified({ step: "done", is_busy: false });
  } catch ({ code, message }) {
    writeVerified({ step: code === "link_over" || code === "invalid" ? "over" : "failed", message, is_busy: false });
  }
}

/** What to do about the address, now and when a link is opened in the place of another: that loads no page anew. */
function useLink(follow) {
  useEffect(() => {
    follow();
    window.addEventListener("hashchange", follow);
    return () => window.removeEventListener("hashchange", follow);
  }, []);
}

/** It is worth nothing any more: neither for the history of this browser nor for who looks at it. */
function forgetToken() {
  history.replaceState(history.state, "", location.pathname);
}
