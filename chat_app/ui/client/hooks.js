/** The store as React sees it. Each hook is one var of `chat_app.ui.store`. */
import { useEffect, useSyncExternalStore } from "react";
import { useLocation, useNavigate, useParams } from "react-router";
import { sayTitle } from "./attention.js";
import { start } from "./chat.js";
import { useDraft } from "./composer.js";
import { focusPane } from "./focus.js";
import { setNavigate } from "./navigation.js";
import { lastOpened, open } from "./opening.js";
import { usePanelAddress } from "./panel.js";
import { useScroll } from "./scroll.js";
import { conversationRows } from "./sidebarView.js";
import { initialState } from "./state.js";
import { getState, subscribe } from "./store.js";
import { messageRows } from "./timelineView.js";
import { connectionView, meView, openView, typingText } from "./views.js";

function useView(view) {
  const read = () => view(getState(), new Date());
  return useSyncExternalStore(subscribe, read, () => view(initialState, new Date(0)));
}

export const useConversations = () => useView(conversationRows);
export const useMessages = () => useView(messageRows);
export const useOpen = () => useView(openView);
export const useConnection = () => useView(connectionView);
export const useMe = () => useView(meView);
export const useTyping = () => useView(typingText);

/** The time as the views know it, in milliseconds. */
export function useNow() {
  return useSyncExternalStore(subscribe, () => getState().now, () => 0);
}

/** For the timeline's own element: keeps its place as rows come. Tells whether they are there. */
export function useTimeline() {
  const { is_loaded } = useOpen();
  useMessages();
  useScroll(is_loaded);
  return is_loaded;
}

/** For the composer's own element: keeps what was begun in each conversation. Tells which one it is in. */
export function useComposer() {
  const { id } = useOpen();
  const isRestored = useSyncExternalStore(subscribe, () => getState().isRestored, () => false);
  useDraft(id, isRestored);
  return id;
}

/**
 * For the page: keeps the store on the conversation that the address names; at `/`, goes on to the one opened
 * last. Tells which of the two panes a narrow screen shows.
 */
export function usePane() {
  const { conversation_id: id = null, seq = null } = useParams();
  const { hash, pathname } = useLocation();
  const isChat = pathname === "/" || pathname.startsWith("/c/");
  const navigate = useNavigate();
  const hasAny = useSyncExternalStore(subscribe, () => Object.keys(getState().conversations).length > 0, () => false);
  useEffect(() => {
    setNavigate(navigate);
    start();
  }, [navigate]);
  useEffect(sayTitle);
  useEffect(() => {
    open(id, seq === null ? null : Number(seq));
  }, [id, seq]);
  usePanelAddress(id, hash);
  useEffect(() => {
    if (id !== null || !isChat || !hasAny || isListAlone(hash)) return;
    const last = lastOpened();
    if (last) navigate(`/c/${last}`, { replace: true });
  }, [id, hasAny, hash, isChat]);
  useEffect(() => {
    // On a narrow screen what had the focus went away with the other pane.
    const wait = requestAnimationFrame(() => focusPane(id));
    return () => cancelAnimationFrame(wait);
  }, [id]);
  return id === null && isChat ? "list" : "conversation";
}

/** On a narrow screen the list has a place of its own, for the way back from a conversation. */
function isListAlone(hash) {
  return hash === "#conversations" && window.matchMedia("(max-width: 720px)").matches;
}
