/** The language that somebody has chosen: here at once, and on their other devices through their account. */
import { request } from "./http.js";
import { getState, subscribe, update } from "./store.js";
import { chosenLanguage, setLanguage } from "./text.js";
import { toast } from "./toasts.js";

let followed;

/** `en`, `id`, or nothing for the browser's own. */
export function chooseLanguage(code) {
  setLanguage(code || null);
  if (getState().me) tell(code || null);
}

/** One of these, from a choice among radio buttons. */
export function languageChosen({ target }) {
  chooseLanguage(target.value);
}

/** Speak as the account says, from now on. What was chosen before there was one, it is told. */
export function followAccount() {
  subscribe(follow);
}

function follow() {
  const { me } = getState();
  if (!me || me.locale === followed) return;
  const isFirst = followed === undefined;
  followed = me.locale;
  if (isFirst && me.locale === null && chosenLanguage()) tell(chosenLanguage());
  else setLanguage(me.locale);
}

async function tell(locale) {
  try {
    await request("PATCH", "/me", { locale });
    update((state) => (state.me ? { ...state, me: { ...state.me, locale } } : state));
  } catch ({ message }) {
    toast({ text: message, tone: "error" });
  }
}
