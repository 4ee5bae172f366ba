/** The texts of the catalogues for components, which are drawn again when the language changes. */
import { createElement, Fragment, useSyncExternalStore } from "react";
import { subscribe } from "./store.js";
import { chosenLanguage, language, sayIn, speakWanted } from "./text.js";

const MARKED = /\u0001(\w+)\u0001/;

let isBegun = false;

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

/** React listens once a page is hydrated, which is when the language may become another than the shell's. */
function listen(listener) {
  if (!isBegun) speakWanted();
  isBegun = true;
  return subscribe(listener);
}

function subscribeKept(listener) {
  const end = subscribe(listener);
  window.addEventListener("storage", listener);
  return () => {
    end();
    window.removeEventListener("storage", listener);
  };
}
