/** What a browser can tell of the fields of an account without asking; the server has the last word. */
const NAMES = {
  username: "The username",
  display_name: "The display name",
  email: "The email",
  password: "The password",
  invite: "The invitation",
};

/** By form and by the name of a required field: what is wrong with it, or nothing. */
export const RULES = {
  signIn: {
    login: (value) => (value.trim() ? "" : "Enter your username or your email."),
    password: (value) => (value ? "" : "Enter your password."),
  },
  register: {
    username,
    email: (value) => {
      if (!value.trim()) return "Enter your email.";
      return /^\S+@\S+$/.test(value.trim()) ? "" : "This is not an email address yet.";
    },
    password: (value) => {
      if (!value) return "Choose a password.";
      return [...value].length < 8 ? "A password needs at least 8 characters." : "";
    },
  },
};

function username(value) {
  const name = value.trim().toLowerCase();
  if (!name) return "Choose a username.";
  if (/[^a-z0-9._-]/.test(name)) return "Letters from a to z, digits, dots, dashes and underscores only.";
  if (name.length < 2) return "A username needs at least 2 characters.";
  return name.length > 32 ? "A username has at most 32 characters." : "";
}

/** The server's reasons, which begin where the name of the field ends, as sentences. */
export function said(fields) {
  return Object.fromEntries(
    Object.entries(fields).map(([name, why]) => [name, `${NAMES[name] ?? "This"} ${why}`.replace(/\.?$/, ".")]),
  );
}
