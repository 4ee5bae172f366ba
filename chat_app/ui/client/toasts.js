/** Stand-in until the design's own. */
export function toast() {}
