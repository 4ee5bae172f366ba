/**
 * The namespace /chat on the WebSocket that the page already has. The only module that knows Socket.IO.
 *
 * Reflex reconnects the shared transport by itself, but it gives up where the server closed it, and it waits
 * for nothing; so this keeps a timer of its own, and the first to succeed carries both.
 */
import { io } from "socket.io-client";
import env from "$/env.json";
import reflex from "$/reflex.json";
import { getBackendURL, getToken } from "$/utils/state";
import { SENT_ELSEWHERE, waitBefore } from "./backoff.js";
import { ours, worded } from "./errors.js";

const ACK_TIMEOUT = 10_000;
/** A server that everybody comes back to at once takes them one after the other. */
const ATTEMPT_TIMEOUT = 20_000;

let socket = null;
let handlers = null;
let attempts = 0;
let cameBackAt = 0;
let timer = null;
let closed = false;

/**
 * Connect, and stay connected.
 *
 * `onConnect()` is called after each (re)connect, `onEvents(list)` for what the server sends,
 * `onDisconnect()` when the connection is lost, `onRefused(error)` when the server does not let us in,
 * `onFailure(attempts)` when it could not be reached, and `onDoubt()` when the network has changed, or the page
 * has come back, and a connection that seems open may be dead.
 */
export function connect(given) {
  handlers = given;
  if (socket) return;
  const endpoint = getBackendURL(env.EVENT);
  // The same options as Reflex's own: whichever asks first makes the transport for both.
  socket = io(`${endpoint.protocol}//${endpoint.host}/chat`, {
    path: endpoint.pathname,
    transports: [env.TRANSPORT],
    protocols: [reflex.version],
    autoUnref: false,
    autoConnect: false,
    query: { token: getToken() },
    reconnection: false,
  });
  socket.io.timeout(ATTEMPT_TIMEOUT);
  socket.on("connect", () => {
    attempts = 0;
    clearTimeout(timer);
    handlers.onConnect();
  });
  socket.on("events", (events) => handlers.onEvents(events));
  socket.on("disconnect", (_reason, details) => {
    // A line that is taken up and dropped at once is as good as none.
    if (attempts > 0) handlers.onFailure(attempts + 1);
    else handlers.onDisconnect();
    retry(details?.context?.code === SENT_ELSEWHERE);
  });
  socket.on("connect_error", (failure) => {
    const refusal = failure.data?.error;
    if (refusal) handlers.onRefused(refusal);
    else handlers.onFailure(attempts + 1);
    retry();
  });
  window.addEventListener("online", back);
  window.addEventListener("offline", () => {
    cameBackAt = 0;
    doubt();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") back();
  });
  window.addEventListener("pagehide", () => {
    // The transport closes only when nobody uses it any more; a page kept for the back button must not.
    if (!closed) socket.disconnect();
    closed = true;
  });
  window.addEventListener("pageshow", (event) => {
    closed = false;
    if (event.persisted) attempt();
  });
  attempt();
}

export function isConnected() {
  return socket?.connected ?? false;
}

/** The server has ended the session: whatever becomes of the line, it is not taken up again. */
export function close() {
  closed = true;
  clearTimeout(timer);
  // As the page is left, Reflex says goodbye on a line that the server is closing, and the console would mind.
  if (socket) socket.io._packet = () => {};
}

/** Give up the connection, or the attempt at one, and begin anew at once. */
export function reconnect() {
  if (closed || !socket) return;
  attempts = 0;
  // An attempt that hangs, and a line that is dead, would hold on for as long as their timeouts.
  socket.io._close();
  attempt();
}

/**
 * Send and wait for the answer. Rejects with `{code, message}` of the server, or with code `timeout`.
 * `patience` in milliseconds.
 */
export async function request(event, payload, patience = ACK_TIMEOUT) {
  if (!isConnected()) throw ours("timeout");
  let answer;
  try {
    answer = await socket.timeout(patience).emitWithAck(event, payload);
  } catch {
    throw ours("timeout");
  }
  if (answer?.error) throw worded(answer.error);
  return answer;
}

/** Send what nobody waits for; dropped where there is no connection. */
export function tell(event, payload) {
  if (isConnected()) socket.emit(event, payload);
}

/**
 * The network or the page has come back: no timer is worth waiting for, nor an attempt from before, which may hang for
 * as long as Reflex's own timeout. Both may come back in one moment, which is one new attempt.
 */
function back() {
  if (closed || !socket) return;
  if (isConnected()) return doubt();
  if (Date.now() - cameBackAt < 1000) return;
  cameBackAt = Date.now();
  reconnect();
}

function doubt() {
  if (isConnected()) handlers.onDoubt();
}

function retry(isSentElsewhere = false) {
  clearTimeout(timer);
  if (closed) return;
  attempts += 1;
  timer = setTimeout(attempt, waitBefore(attempts, Math.random(), isSentElsewhere));
}

function attempt() {
  if (closed || !socket || socket.connected) return;
  clearTimeout(timer);
  socket.connect();
  // Where Reflex had begun to connect, its attempt is ours, with its own patience.
  timer = setTimeout(giveUp, ATTEMPT_TIMEOUT);
}

function giveUp() {
  if (closed || socket.connected) return;
  socket.io._close();
  handlers.onFailure(attempts + 1);
  retry();
}
