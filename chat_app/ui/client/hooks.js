/** The store as React sees it. Each hook is one var of `chat_app.ui.store`. */
import { useEffect, useSyncExternalStore } from "react";
import { useLocation, useNavigate, useParams } from "react-router";
import * as chat from "./chat.js";
import { useDraft } from "./composer.js";
import { setNavigate } from "./navigation.js";
import { useScroll } from "./scroll.js";
import { initialState } from "./state.js";
import { getState, subscribe } from "./store.js";
import { connectionView, conversationRows, meView, messageRows, openView, typingText } from "./views.js";

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

/** What a page of conversations needs around it; which of the two panes a narrow screen shows. */
export function usePane() {
  const id = useAddress();
  const { id: open, has_newer: hasNewer, highlighted } = useOpen();
  const rows = useMessages();
  useScroll(open, rows[0]?.key, highlighted, hasNewer);
  useDraft(open);
  return id === null ? "list" : "conversation";
}

/** Keep the store on the conversation that the address names; at `/`, go on to the one opened last. */
function useAddress() {
  const { conversation_id: id = null, seq = null } = useParams();
  const { hash } = useLocation();
  const navigate = useNavigate();
  const isReady = useSyncExternalStore(subscribe, () => getState().me !== null, () => false);
  useEffect(() => {
    setNavigate(navigate);
    chat.start();
  }, [navigate]);
  useEffect(() => {
    chat.open(id, seq === null ? null : Number(seq));
  }, [id, seq]);
  useEffect(() => {
    if (id !== null || !isReady || isListAlone(hash)) return;
    const last = chat.lastOpened();
    if (last) navigate(`/c/${last}`, { replace: true });
  }, [id, isReady, hash]);
  return id;
}

/** On a narrow screen the list has a place of its own, for the way back from a conversation. */
function isListAlone(hash) {
  return hash === "#conversations" && window.matchMedia("(max-width: 720px)").matches;
}
