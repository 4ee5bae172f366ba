/** Light, dark, or as the system has it. Reflex keeps the choice; here every tab follows it. */
import { useContext, useEffect } from "react";
import { ColorModeContext } from "$/utils/context-registry";

const KEPT_AS = "theme";

let choose = () => {};

/** `system`, `light` or `dark`. */
export function useAppearance() {
  const { rawColorMode, setColorMode } = useContext(ColorModeContext);
  useEffect(() => {
    choose = setColorMode;
    const follow = ({ key, newValue }) => {
      if (key === KEPT_AS && newValue) setColorMode(newValue);
    };
    window.addEventListener("storage", follow);
    return () => window.removeEventListener("storage", follow);
  }, [setColorMode]);
  return rawColorMode;
}

export function setAppearance(mode) {
  choose(mode);
}

export function chooseAppearance({ target }) {
  choose(target.value);
}
