/**
 * What the product says, by the ids of the catalogues in `chat_app/ui/text`, in the language of whoever reads it.
 *
 * English is there from the start, other languages are loaded. For components there is `useSay` (saying.js); what
 * is worked out of the state may call `say`, as the language is a part of the state.
 */
import { FluentBundle, FluentResource } from "@fluent/bundle";
import { getState, update } from "./store.js";
import english from "./text-en.js";

const KEPT_AS = "parley:language";
const FIRST = "en";
const LOADERS = { id: () => import("./text-id.js") };

const late = {};
const sayers = { [FIRST]: sayer(FIRST, english) };

/** The text of this id in the current language, `values` put in. */
export function say(id, values) {
  return sayIn(language())(id, values);
}

/** Is there a text of this id? */
export function hasText(id) {
  return sayers[FIRST].has(id);
}

/** `en` or `id`. */
export function language() {
  return getState().language;
}

/** For `Intl`: the language as it is spoken where this browser is at home, such as `en-GB`. */
export function locale() {
  return browserLanguages().find((one) => languageOf(one) === language()) ?? language();
}

/** `say` of a language that has been loaded. */
export function sayIn(code) {
  return sayers[code].say;
}

/** Texts that come with a part of the product, by language: Fluent sources. */
export function addTexts(sources) {
  Object.assign(late, sources);
  for (const [code, { add }] of Object.entries(sayers)) add(late[code]);
}

/** What was chosen in this browser: a language, or null where it is the browser's own. */
export function chosenLanguage() {
  try {
    return localStorage.getItem(KEPT_AS);
  } catch {
    return null;
  }
}

/** Speak this language from now on, in every tab; null for the browser's own. */
export async function setLanguage(code) {
  try {
    if (code) localStorage.setItem(KEPT_AS, code);
    else localStorage.removeItem(KEPT_AS);
  } catch {
    // A private window may refuse: then it is for this page alone.
  }
  await speak(wanted(code));
}

/**
 * Speak the language that this browser wants. Not before the page is hydrated: the shells are in English.
 *
 * What stands there until then `assets/early.js` has hidden, if it is of another language.
 */
export async function speakWanted() {
  window.addEventListener("storage", ({ key, newValue }) => key === KEPT_AS && speak(wanted(newValue)));
  await speak(wanted(chosenLanguage()));
  // The texts are in the page with the next task.
  setTimeout(() => document.documentElement.removeAttribute("data-unspoken"));
}

async function speak(code) {
  try {
    sayers[code] ??= sayer(code, (await LOADERS[code]()).default);
  } catch {
    return; // without a network, it stays as it is
  }
  document.documentElement.lang = code;
  update((state) => (state.language === code ? state : { ...state, language: code }));
}

/** The first that we speak. */
function wanted(chosen) {
  return [chosen, ...browserLanguages()].map(languageOf).find((code) => code in LOADERS || code === FIRST) ?? FIRST;
}

function browserLanguages() {
  return globalThis.navigator?.languages ?? [];
}

/** Of `id-ID`, and of what Indonesian was called long ago, `id`. */
function languageOf(tag) {
  const code = tag?.split("-")[0].toLowerCase();
  return code === "in" ? "id" : code;
}

function sayer(code, catalogue) {
  const bundle = new FluentBundle(code, { useIsolating: false });
  const add = (source) => source && bundle.addResource(new FluentResource(source));
  add(catalogue);
  add(late[code]);
  return {
    add,
    has: (id) => bundle.hasMessage(id),
    say: (id, values) => {
      const message = bundle.getMessage(id);
      return message ? bundle.formatPattern(message.value, values, []) : id;
    },
  };
}
