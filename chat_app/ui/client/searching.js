/** The ways to the search page, from wherever one is. */
import { go } from "./navigation.js";
import { filter, placeOf } from "./searchQuery.js";
import { getState } from "./store.js";

export function openSearch() {
  const field = document.getElementById("search-field");
  if (field) field.focus();
  else go("/search");
}

/** Look for something in the open conversation. */
export function searchHere() {
  const { open, conversations } = getState();
  const conversation = conversations[open.id];
  if (conversation) go(`/search?q=${encodeURIComponent(filter("in", placeOf(conversation)))}`);
  else openSearch();
}
