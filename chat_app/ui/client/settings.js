/** The settings page: what is set there is saved at once, with a quiet word; what is refused is said in its place. */
import { useEffect, useState, useSyncExternalStore } from "react";
import { useLocation, useNavigate } from "react-router";
import { start } from "./chat.js";
import { fieldErrors } from "./errors.js";
import { go, setNavigate } from "./navigation.js";
import { open } from "./opening.js";
import { changeMe } from "./profile.js";
import { shared } from "./sharing.js";
import { slice } from "./slice.js";
import { getState, subscribe } from "./store.js";
import { say } from "./text.js";

const SAVED_FOR = 2500;

const [read, write, useSaving] = slice({ saved: "", fields: {} });
export { useSaving };

let timer = null;
let mine = {};

/** For the page: keeps the store running, and goes to the section that the address names. Tells which that is. */
export function useSettingsPage() {
  const { hash } = useLocation();
  const navigate = useNavigate();
  // The shell knows of no section, and React leaves the attributes of a shell as they are.
  const [section, setSection] = useState("profile");
  useEffect(() => {
    setNavigate(navigate);
    start();
    open(null); // nobody looks at a conversation here
  }, [navigate]);
  useEffect(() => {
    setSection(hash.slice(1) || "profile");
    const place = document.getElementById(hash.slice(1));
    place?.scrollIntoView();
    place?.focus({ preventScroll: true });
  }, [hash]);
  return section;
}

/** Oneself, as the settings show it. */
export function useMine() {
  return useSyncExternalStore(subscribe, readMine, () => EMPTY);
}

export function openSettings() {
  go("/settings");
}

export function openAdmin() {
  go("/admin");
}

/** The display name, as its field is left or sent. */
export function saveName(event) {
  event.preventDefault();
  const field = document.getElementById("display_name");
  const name = field.value.trim();
  if (name === "") return write({ fields: { display_name: say("settings-name-missing") } });
  if (name === getState().me?.display_name) return write({ fields: {} });
  save("display_name", { display_name: name });
}

export function saveReceipts({ target }) {
  save("receipts", { receipts: target.checked });
}

/** Say for a moment that it is kept. */
export function saidSaved(name) {
  clearTimeout(timer);
  write({ saved: name, fields: {} });
  timer = setTimeout(() => write({ saved: "" }), SAVED_FOR);
}

async function save(name, changes) {
  try {
    await changeMe(changes);
    saidSaved(name);
  } catch ({ message, fields = {} }) {
    write({ saved: "", fields: { [name]: fieldErrors(fields)[name] ?? message } });
  }
}

const EMPTY = { is_known: false, name: "", username: "", receipts: true };

function readMine() {
  const { me } = getState();
  const now = me
    ? { is_known: true, name: me.display_name, username: me.username, receipts: me.receipts ?? true }
    : EMPTY;
  mine = shared(mine, now);
  return mine;
}
