/** The list of conversations in the sidebar: it keeps its order while somebody points at it. */
import { useMemo } from "react";
import { useConversations } from "./hooks.js";
import { slice } from "./slice.js";
import { conversationRows } from "./sidebarView.js";
import { inOrder } from "./steady.js";
import { getState } from "./store.js";

const [readOrder, writeOrder, useOrder] = slice({ keys: null });

const isArchived = (row) => row.is_archived;
const isFavourite = (row) => row.is_favourite && !row.is_archived;
const isOther = (row) => !row.is_favourite && !row.is_archived;

export const useFavourites = () => useSection(isFavourite);
export const useOtherConversations = () => useSection(isOther);
export const useArchive = () => useSection(isArchived);

function useSection(belongs) {
  const rows = useConversations();
  const { keys } = useOrder();
  return useMemo(() => inOrder(rows, keys).filter(belongs), [rows, keys, belongs]);
}

/** Whoever points at a line, or has come to one by keyboard, is about to press it. */
export function holdOrder(event) {
  const isAiming = event.type === "focus" ? event.target.matches(":focus-visible") : event.pointerType === "mouse";
  if (!isAiming || readOrder().keys) return;
  writeOrder({ keys: conversationRows(getState(), new Date()).map((row) => row.key) });
  document.addEventListener("keydown", typedElsewhere, true);
}

export function letOrderGo(event) {
  if (event.type === "blur" && event.currentTarget.contains(event.relatedTarget)) return;
  release();
}

/** The pointer was only left lying there. */
function typedElsewhere({ target }) {
  if (!target.closest?.("nav")) release();
}

function release() {
  document.removeEventListener("keydown", typedElsewhere, true);
  if (readOrder().keys) writeOrder({ keys: null });
}
