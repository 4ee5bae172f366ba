/** How one signs in: the address, the password and the second factor, each changed in a dialog. */
import { useMemo, useSyncExternalStore } from "react";
import { copy } from "./copying.js";
import { fieldErrors } from "./errors.js";
import { request } from "./http.js";
import { hidePassword } from "./password.js";
import { learnMe } from "./profile.js";
import { newPassword } from "./signInRules.js";
import { slice } from "./slice.js";
import { getState, subscribe } from "./store.js";
import { say } from "./text.js";
import { toast } from "./toasts.js";

const CALM = { is_busy: false, message: "", fields: {} };
/** `step` is `email`, `password`, `otp` (the password before a secret), `scan`, `codes`, `newCodes` or `off`. */
const CLOSED = { is_open: false, step: "", title: "", ...CALM, secret: "", picture: "", codes: [] };
const TITLES = {
  email: "security-email-title",
  password: "security-password-title",
  otp: "security-otp-title",
  newCodes: "security-codes-new-title",
  off: "security-off-title",
};
const SUBMIT = { email: changeEmail, password: changePassword, otp: beginOtp, scan: confirmOtp, newCodes: renewCodes, off: turnOff };

const [read, write, useSecurity] = slice(CLOSED);
export { useSecurity };

/** What of oneself it is about. */
export function useCredentials() {
  const me = useSyncExternalStore(
    subscribe,
    () => getState().me,
    () => null,
  );
  return useMemo(
    () => ({
      is_known: me !== null,
      email: me?.email ?? "",
      pending: me?.pending_email ?? "",
      is_verified: me?.email_verified ?? true,
      has_otp: me?.otp ?? false,
    }),
    [me],
  );
}

export function openSecurity(step) {
  write({ ...CLOSED, is_open: true, step, title: say(TITLES[step]) });
}

/** Where one begins to type. */
export function securityField() {
  return document.querySelector(".security-dialog input");
}

/** Recovery codes are shown once: a press beside them does not take them away. */
export function securityOpenChange(isOpen, details) {
  if (isOpen || (read().step === "codes" && details?.reason === "outside-press")) return;
  closeSecurity();
}

export function closeSecurity() {
  // What it shows stays while it fades away; secrets do not stay for longer.
  write({ is_open: false });
  hidePassword();
}

/** Once the dialog is gone. */
export function securityClosed(isOpen) {
  if (!isOpen) write(CLOSED);
}

export async function submitSecurity(event) {
  event.preventDefault();
  if (read().is_busy) return;
  const form = event.currentTarget;
  const given = Object.fromEntries(new FormData(form));
  const missing = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, value.trim() ? "" : say("security-missing")]),
  );
  if (Object.values(missing).some(Boolean)) return refuse(form, missing);
  write({ ...CALM, is_busy: true });
  try {
    await SUBMIT[read().step](given, form);
  } catch ({ message, fields = {} }) {
    refuse(form, fieldErrors(fields), message);
  }
}

/** Whatever is wrong with a field is right again for all we know as it is changed. */
export function mendSecurity({ target: { name } }) {
  const { fields } = read();
  if (fields[name]) write({ fields: { ...fields, [name]: "" } });
}

export async function verifyAgain() {
  try {
    await request("POST", "/me/email/verify");
    toast({ text: say("security-email-sent") });
  } catch ({ message }) {
    toast({ text: message, tone: "error" });
  }
}

export function copySecret() {
  copy(read().secret.replaceAll(" ", ""), "security-otp-secret-copied");
}

export function copyCodes() {
  copy(read().codes.join("\n"), "security-codes-copied");
}

export function downloadCodes() {
  const about = say("security-codes-file", { username: getState().me.username, place: location.host });
  const file = new Blob([`${about}\n\n${read().codes.join("\n")}\n`], { type: "text/plain" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = "parley-recovery-codes.txt";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

async function changeEmail({ email, password }) {
  learnMe(await request("POST", "/me/email", { email, password }));
  closeSecurity();
}

async function changePassword({ current_password, password }, form) {
  const wrong = newPassword(password);
  if (wrong) return refuse(form, { password: wrong });
  await request("POST", "/me/password", { current_password, password });
  closeSecurity();
  toast({ text: say("security-password-changed"), tone: "done" });
}

async function beginOtp({ password }) {
  const { secret, qr } = await request("POST", "/me/otp", { password });
  const picture = `data:image/svg+xml,${encodeURIComponent(qr)}`;
  write({ ...CALM, step: "scan", secret: secret.replace(/.{4}(?=.)/g, "$& "), picture });
}

async function confirmOtp({ code }) {
  const { recovery_codes } = await request("POST", "/me/otp/confirm", { code });
  learnMe({ otp: true });
  showCodes(recovery_codes);
}

async function renewCodes({ password, code }) {
  const { recovery_codes } = await request("POST", "/me/otp/codes", { password, code });
  showCodes(recovery_codes);
}

async function turnOff({ password, code }) {
  await request("POST", "/me/otp/remove", { password, code });
  learnMe({ otp: false });
  closeSecurity();
  toast({ text: say("security-otp-is-off") });
}

function showCodes(codes) {
  write({ ...CALM, step: "codes", title: say("security-codes-title"), secret: "", picture: "", codes });
}

function refuse(form, fields, message = "") {
  const first = [...form.elements].find((element) => fields[element.name]);
  write({ is_busy: false, fields, message: first ? "" : message });
  first?.focus();
}
