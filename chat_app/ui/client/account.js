/** Signing in, registering and signing out: by HTTP, because only an answer can set an HttpOnly cookie. */
import { useEffect } from "react";
import { request } from "./http.js";
import { slice } from "./slice.js";

const CALM = { message: "", fields: {} };
const [readForm, writeForm, useForm] = slice({ is_busy: false, ...CALM });
const [, writeInstance, readInstance] = slice({ is_known: false, is_empty: false, registration: "open" });

export { useForm };

/** What a stranger may know of this installation. */
export function useInstance() {
  useEffect(() => {
    request("GET", "/instance").then(
      ({ empty, registration }) => writeInstance({ is_known: true, is_empty: empty, registration }),
      () => {},
    );
  }, []);
  return readInstance();
}

export function signIn(event) {
  return submit(event, "/auth/login");
}

export function register(event) {
  return submit(event, "/auth/register");
}

export async function signOut() {
  await request("POST", "/auth/logout").catch(() => {});
  localStorage.clear();
  location.assign("/login");
}

async function submit(event, path) {
  event.preventDefault();
  if (readForm().is_busy) return;
  const form = event.currentTarget;
  const given = Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ""));
  const invite = new URLSearchParams(location.search).get("invite");
  if (invite && path.endsWith("register")) given.invite = invite;
  writeForm({ is_busy: true, ...CALM });
  try {
    await request("POST", path, given);
  } catch ({ message, fields = {} }) {
    const named = Object.keys(fields).find((name) => form.elements[name]);
    // A sentence under the field says it already.
    writeForm({ is_busy: false, message: named ? "" : message, fields });
    form.elements[named]?.focus();
    return;
  }
  // The cookie is read when the socket opens, so the page begins anew.
  location.assign("/");
}
