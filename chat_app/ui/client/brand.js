/** What an admin has called this place and coloured it with: kept on this device, so that the next page begins with it. */
import { useEffect } from "react";
import { request } from "./http.js";
import { slice } from "./slice.js";

const NAME = "parley:name";
const ACCENT = "parley:accent";
const USUAL = "Parley";

const [, write, useBrandSlice] = slice({ name: USUAL });

let asked = false;

/** The name of this place. */
export function useBrand() {
  useEffect(() => {
    if (asked) return;
    asked = true;
    write({ name: kept(NAME) || USUAL });
    ask();
  }, []);
  return useBrandSlice().name;
}

/** Take over what the server says of itself. */
export function wear({ name, accent }) {
  asked = true;
  keep(NAME, name === USUAL ? "" : name);
  keep(ACCENT, accent);
  document.documentElement.dataset.accent = accent ?? "";
  write({ name: name || USUAL });
}

async function ask() {
  try {
    wear(await request("GET", "/instance"));
  } catch {
    // without a network, it stays as it was
  }
}

function kept(name) {
  try {
    return localStorage.getItem(name) ?? "";
  } catch {
    return "";
  }
}

function keep(name, value) {
  try {
    if (value) localStorage.setItem(name, value);
    else localStorage.removeItem(name);
  } catch {
    // A private window may refuse.
  }
}
