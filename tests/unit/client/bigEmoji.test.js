/** Which messages are shown big. */
import { expect, test } from "bun:test";
import { isBigEmoji } from "../../../chat_app/ui/client/bigEmoji.js";

test("one to six emoji alone are big, joined ones, flags and tones counted as one", () => {
  for (const text of ["👍", "❤️", "👩‍👩‍👧‍👦", "🇮🇩", "👋🏽", "1️⃣", "🎉 🎉\n🎉", "😀😀😀😀😀😀", "👨🏿‍🚀👩‍❤️‍💋‍👨"]) {
    expect([text, isBigEmoji(text)]).toEqual([text, true]);
  }
});

test("more of them, words, digits and signs are not", () => {
  for (const text of ["", " ", "😀😀😀😀😀😀😀", "Yes 👍", "12", "#", "*", "🇮", "👍.", "\u200d", "x".repeat(500)]) {
    expect([text, isBigEmoji(text)]).toEqual([text, false]);
  }
});
