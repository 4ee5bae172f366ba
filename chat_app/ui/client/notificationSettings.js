/** What this device notifies of, and how, as the settings show and change it. */
import { useEffect, useMemo } from "react";
import { readDevice, setDevice, useDevice } from "./device.js";
import { sound } from "./notifications.js";
import { saidSaved } from "./settings.js";
import { slice } from "./slice.js";

const [, write, usePermission] = slice({ permission: "default" });

export function useNotificationSettings() {
  const device = useDevice();
  const { permission } = usePermission();
  useEffect(() => {
    write({ permission: currentPermission() });
  }, []);
  return useMemo(
    () => ({ ...device, volume_text: `${device.volume} %`, has_desktop: device.has_desktop && permission === "granted", permission }),
    [device, permission],
  );
}

export function setSound({ target }) {
  setDevice({ has_sound: target.checked });
  saidSaved("sound");
}

export function setVolume({ target }) {
  setDevice({ volume: Number(target.value) });
}

/** Nobody is asked for their permission before they have pressed this. */
export async function setDesktop({ target }) {
  const isWanted = target.checked;
  const permission = isWanted ? await askPermission() : currentPermission();
  write({ permission });
  setDevice({ has_desktop: isWanted && permission === "granted" });
  if (!isWanted || permission === "granted") saidSaved("desktop");
}

export function setDeviceLevel({ target }) {
  setDevice({ level: target.value });
  saidSaved("level");
}

export function testSound() {
  if (readDevice().volume > 0) sound();
}

/** `default`, `granted`, `denied`, or `unsupported`. */
function currentPermission() {
  return globalThis.Notification?.permission ?? "unsupported";
}

async function askPermission() {
  return globalThis.Notification ? Notification.requestPermission() : "unsupported";
}
