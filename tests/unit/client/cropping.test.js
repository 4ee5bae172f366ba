/** Cutting a square out of a picture. */
import { expect, test } from "bun:test";
import { atShare, begun, moved, shareOf, squareOf, zoomed } from "../../../chat_app/ui/client/cropping.js";
import { randomFrom } from "./make.js";

test("it begins with the largest square from the middle", () => {
  expect(squareOf(begun(1200, 800, 280))).toEqual({ x: 200, y: 0, side: 800 });
  expect(squareOf(begun(300, 900, 280))).toEqual({ x: 0, y: 300, side: 300 });
  expect(squareOf(begun(20, 20, 280))).toEqual({ x: 0, y: 0, side: 20 });
});

test("moved to the right, it shows more of the left, and never what is not there", () => {
  const view = begun(1200, 800, 280);
  expect(squareOf(moved(view, 35, 0))).toEqual({ x: 100, y: 0, side: 800 });
  expect(squareOf(moved(view, 9000, 9000))).toEqual({ x: 0, y: 0, side: 800 });
  expect(squareOf(moved(view, -9000, 0))).toEqual({ x: 400, y: 0, side: 800 });
});

test("what is under the fingers stays there as it grows", () => {
  const view = begun(1000, 1000, 200);
  const at = { x: 50, y: 150 };
  const before = { x: (at.x - view.x) / view.scale, y: (at.y - view.y) / view.scale };
  const grown = zoomed(view, 2, at);
  expect((at.x - grown.x) / grown.scale).toBeCloseTo(before.x);
  expect((at.y - grown.y) / grown.scale).toBeCloseTo(before.y);
  expect(squareOf(grown).side).toBe(500);
});

test("the slider goes from the whole to the largest, and back to where it was", () => {
  const view = begun(2000, 1000, 280);
  expect(shareOf(view)).toBe(0);
  expect(shareOf(zoomed(view, 1000))).toBe(1);
  expect(shareOf(atShare(view, 0.5))).toBeCloseTo(0.5);
  expect(squareOf(atShare(zoomed(view, 3), 0)).side).toBe(1000);
});

test("whatever one does, the square lies within the picture", () => {
  const random = randomFrom(7);
  for (let round = 0; round < 200; round += 1) {
    const [width, height] = [40 + random(3000), 40 + random(3000)];
    let view = begun(width, height, 280);
    for (let step = 0; step < 20; step += 1) {
      view = random(2) ? moved(view, random(800) - 400, random(800) - 400) : zoomed(view, 0.3 + random(30) / 10, { x: random(280), y: random(280) });
      const { x, y, side } = squareOf(view);
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
      expect(x + side).toBeLessThanOrEqual(width);
      expect(y + side).toBeLessThanOrEqual(height);
      expect(side).toBeGreaterThan(0);
    }
  }
});
