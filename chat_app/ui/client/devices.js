/** Where one is signed in, and ending it there. */
import { useEffect, useMemo } from "react";
import { confirm } from "./confirming.js";
import { request } from "./http.js";
import { slice } from "./slice.js";
import { useNow } from "./hooks.js";
import { say } from "./text.js";
import { sinceOf } from "./times.js";
import { toast } from "./toasts.js";
import { deviceName } from "./userAgents.js";

const [read, write, useDevicesSlice] = slice({ sessions: [], is_loading: true, failure: "", busy: "" });

export function useDevices() {
  const { sessions, is_loading, failure, busy } = useDevicesSlice();
  const now = useNow();
  useEffect(() => {
    loadDevices();
  }, []);
  return useMemo(
    () => ({
      is_loading: is_loading && sessions.length === 0,
      failure,
      has_others: sessions.some((session) => !session.current),
      devices: sessions.toSorted((a, b) => b.current - a.current).map((session) => row(session, busy, now)),
    }),
    [sessions, is_loading, failure, busy, now],
  );
}

export async function loadDevices() {
  write({ is_loading: true, failure: "" });
  try {
    const { items } = await request("GET", "/sessions?limit=200");
    write({ sessions: items, is_loading: false });
  } catch ({ message }) {
    write({ is_loading: false, failure: message });
  }
}

export async function endDevice(id) {
  if (read().busy) return;
  const session = read().sessions.find((one) => one.id === id);
  const isSure = await confirm({
    title: say("settings-device-end-title", { device: deviceName(session.user_agent) }),
    text: say("settings-device-end-text"),
    action: say("settings-device-end"),
    isDanger: true,
  });
  if (isSure) await end([id]);
}

export async function endOtherDevices() {
  if (read().busy) return;
  const isSure = await confirm({
    title: say("settings-devices-end-title"),
    text: say("settings-device-end-text"),
    action: say("settings-devices-end"),
    isDanger: true,
  });
  if (isSure) await end(read().sessions.filter((one) => !one.current).map(({ id }) => id));
}

async function end(ids) {
  try {
    for (const id of ids) {
      write({ busy: id });
      await request("DELETE", `/sessions/${id}`);
      write({ sessions: read().sessions.filter((one) => one.id !== id) });
    }
  } catch ({ message }) {
    toast({ text: message, tone: "error" });
  } finally {
    write({ busy: "" });
  }
}

function row(session, busy, now) {
  return {
    id: session.id,
    name: deviceName(session.user_agent),
    about: say("settings-device-used", { since: sinceOf(session.last_used_at, new Date(now)), ip: session.ip }),
    is_current: session.current,
    is_busy: busy === session.id,
  };
}
