/** Calls `onTick` every so many seconds, while the page is visible. */
import { useEffect, useRef } from "react";

export function Tick({ seconds, onTick }) {
  const call = useRef(onTick);
  call.current = onTick;
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === "visible" && call.current(), seconds * 1000);
    return () => clearInterval(timer);
  }, [seconds]);
  return null;
}
