/** What a browser can tell of the fields of an account without asking; the server has the last word. */
import { say } from "./text.js";

/** By form and by the name of a required field: what is wrong with it, or nothing. */
export const RULES = {
  signIn: {
    login: (value) => (value.trim() ? "" : say("sign-in-login-missing")),
    password: (value) => (value ? "" : say("sign-in-password-missing")),
  },
  askReset: {
    login: (value) => (value.trim() ? "" : say("sign-in-login-missing")),
  },
  newPassword: {
    password: newPassword,
  },
  register: {
    username,
    email: (value) => {
      if (!value.trim()) return say("register-email-missing");
      return /^\S+@\S+$/.test(value.trim()) ? "" : say("register-email-wrong");
    },
    password: newPassword,
  },
};

export function newPassword(value) {
  if (!value) return say("register-password-missing");
  return [...value].length < 8 ? say("register-password-short") : "";
}

function username(value) {
  const name = value.trim().toLowerCase();
  if (!name) return say("register-username-missing");
  if (/[^a-z0-9._-]/.test(name)) return say("register-username-wrong");
  if (name.length < 2) return say("register-username-short");
  return name.length > 32 ? say("register-username-long") : "";
}
