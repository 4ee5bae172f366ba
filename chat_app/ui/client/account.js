/** Signing in and registering: by HTTP, because only an answer can set an HttpOnly cookie. */
import { useEffect } from "react";
import { wear } from "./brand.js";
import { fieldErrors } from "./errors.js";
import { request } from "./http.js";
import { askInvitation, invitation, withInvitation } from "./invitation.js";
import { hidePassword } from "./password.js";
import { linkIsOver, resetAsked, resetDone, resetToken } from "./resetting.js";
import { RULES } from "./signInRules.js";
import { slice } from "./slice.js";
import { say } from "./text.js";

const ASK_AGAIN_AFTER = 5000;
const PATHS = { signIn: "/auth/login", register: "/auth/register", askReset: "/auth/reset", newPassword: "/auth/reset/confirm" };
const CALM = { message: "", fields: {} };
const UNKNOWN = { is_known: false, is_unreachable: false, is_empty: false, registration: "open", is_invited: false, trouble: "", message: "" };

const [readForm, writeForm, useForm] = slice({ is_busy: false, needs_code: false, ...CALM });
const [readInstance, writeInstance, useInstanceSlice] = slice(UNKNOWN);

export { useForm };

let timer = null;

/** What a stranger may know of this installation. */
export function useInstance() {
  useEffect(() => {
    askInstance();
    window.addEventListener("online", askInstance);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("online", askInstance);
    };
  }, []);
  return useInstanceSlice();
}

/** Ask, and where nobody answers, ask again by and by. */
export async function askInstance() {
  clearTimeout(timer);
  try {
    const answer = await request("GET", "/instance");
    const { empty, registration, public_url, origin_allowed, message } = answer;
    wear(answer);
    const trouble = origin_allowed === false ? say("sign-in-wrong-address", { expected: public_url }) : "";
    await askInvitation();
    const is_invited = invitation() !== null;
    writeInstance({ is_known: true, is_unreachable: false, is_empty: empty, registration, is_invited, trouble, message });
    if (readForm().code === "unreachable") writeForm({ ...CALM, code: "" });
  } catch {
    writeInstance({ is_unreachable: true });
    timer = setTimeout(askInstance, ASK_AGAIN_AFTER);
  }
}

/** What is wrong with a field is said when it is left, and taken back as soon as it is right. */
export function checkField(kind, { type, target: { name, value } }) {
  const { fields } = readForm();
  if (type === "blur" && value === "") return;
  if (type === "input" && !fields[name]) return;
  writeForm({ fields: { ...fields, [name]: RULES[kind][name]?.(value) ?? "" } });
}

export async function submitAccount(kind, event) {
  event.preventDefault();
  if (readForm().is_busy) return;
  const form = event.currentTarget;
  const given = Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ""));
  const missing = Object.keys(RULES[kind]).some((name) => !given[name]?.trim());
  const isCodeMissing = kind === "signIn" && readForm().needs_code && !given.otp?.trim();
  if (isCodeMissing) return refuse(form, { otp: say("sign-in-code-missing") });
  if (missing) return refuse(form, Object.fromEntries(Object.entries(RULES[kind]).map(([name, rule]) => [name, rule(given[name] ?? "")])));
  if (kind === "register" && invitation()) given.invite = invitation();
  if (kind === "newPassword") given.token = resetToken();
  hidePassword();
  writeForm({ is_busy: true, ...CALM });
  try {
    await request("POST", PATHS[kind], given);
  } catch ({ code, message, fields = {} }) {
    if (code === "unreachable") askInstance();
    if (code === "link_over") return linkIsOver();
    if (code === "otp_required") return askForCode();
    if (code === "wrong_otp") return refuse(form, { otp: message });
    if (code === "wrong_login") writeForm({ needs_code: false });
    refuse(form, fieldErrors(fields), message, code);
    return;
  }
  if (kind === "askReset" || kind === "newPassword") {
    writeForm({ is_busy: false });
    return kind === "askReset" ? resetAsked(given.login) : resetDone();
  }
  // The cookie is read when the socket opens, so the page begins anew.
  location.assign(kind === "signIn" && invitation() ? withInvitation("/register") : "/");
}

/** Back from the code to the name and the password. */
export function forgetAccount() {
  writeForm({ needs_code: false, ...CALM });
}

/** The name and the password stay in their fields, out of sight. */
function askForCode() {
  writeForm({ is_busy: false, needs_code: true, ...CALM });
}

/** A sentence under each field that is wrong, and the first of them under the fingers; else one for the whole. */
function refuse(form, fields, message = "", code = "") {
  const first = [...form.elements].find((element) => fields[element.name]);
  writeForm({ is_busy: false, message: first ? "" : message, fields, code });
  first?.focus();
}
