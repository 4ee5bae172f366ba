/** The texts of the catalogues for components, which are drawn again when the language changes. */
import { createElement, Fragment, useSyncExternalStore } from "react";
import { subscribe } from "./store.js";
import { chosenLanguage, language, sayIn, speakWanted } from "./text.js";

const MARKED = /\u0001(\w+)\u0001/;

const listeners = new Set();

let heard = null;

/** `say(id, values)` in the current language. */
export function useSay() {
  return sayIn(useLanguage());
}

/** The language that is spoken. */
export function useLanguage() {
  return useSyncExternalStore(listen, language, () => "en");
}

/** What was chosen: a language, or nothing where it is the browser's own. */
export function useChosenLanguage() {
  return useSyncExternalStore(subscribeKept, () => chosenLanguage() ?? "", () => "");
}

/** A text whose placeholders `names` are the children, in this order: `<Said text="…" names={["who"]}><b>…</b></Said>`. */
export function Said({ text, names, values, children }) {
  const say = useSay();
  const marks = Object.fromEntries(names.map((name) => [name, `\u0001${name}\u0001`]));
  const slots = [children].flat();
  const parts = say(text, { ...values, ...marks }).split(MARKED);
  return createElement(Fragment, null, ...parts.map((part, at) => (at % 2 ? slots[names.indexOf(part)] : part)));
}

/**
 * React listens once a page is hydrated, which is when the language may become another than the shell's. Nearly
 * everything has words: they are told of the language alone, not of every change of the store.
 */
function listen(listener) {
  if (heard === null) {
    heard = language();
    subscribe(hear);
    speakWanted();
  }
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function hear() {
  if (heard === language()) return;
  heard = language();
  for (const listener of listeners) listener();
}

function subscribeKept(listener) {
  const end = subscribe(listener);
  window.addEventListener("storage", listener);
  return () => {
    end();
    window.removeEventListener("storage", listener);
  };
}
