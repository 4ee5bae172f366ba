/** Does this key press mean to send? Not where Enter belongs to an input method or to a touch keyboard. */
export function isSend({ key, shiftKey, nativeEvent }) {
  // Safari ends a composition before the key that ended it; that key has the code 229.
  const isComposing = nativeEvent.isComposing || nativeEvent.keyCode === 229;
  return key === "Enter" && !shiftKey && !isComposing && !window.matchMedia("(pointer: coarse)").matches;
}
