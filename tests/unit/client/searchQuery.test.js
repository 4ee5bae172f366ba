import { expect, test } from "bun:test";
import { fit, folded } from "../../../chat_app/ui/client/matching.js";
import { asked, filter, parted, pending, taken } from "../../../chat_app/ui/client/searchQuery.js";

test("a filter becomes a chip once a blank follows it", () => {
  expect(taken("beans from:ada")).toEqual({ filters: [], text: "beans from:ada" });
  expect(taken('from:ada in:"two words" beans')).toEqual({ filters: ["from:ada", 'in:"two words"'], text: "beans" });
});

test("the filter at the end is being typed", () => {
  expect(pending('beans in:"two w')).toEqual({ operator: "in", value: "two w", start: 6 });
  expect(pending("from:")).toEqual({ operator: "from", value: "", start: 0 });
  expect(pending("note:this")).toBe(null);
  expect(pending("beans ")).toBe(null);
});

test("a filter without a value is not asked for, and what is asked comes back from the address", () => {
  expect(asked(["from:ada"], "beans in:")).toBe("from:ada beans");
  expect(parted("from:ada beans -peas")).toEqual({ filters: ["from:ada"], text: "beans -peas" });
  expect(filter("in", "Two words")).toBe('in:"Two words"');
});

test("what begins with the letters fits better than what has them inside, and that better than apart", () => {
  const names = ["Marketing", "Big market", "Supermarket", "My Awful RKT"].map(folded);
  const scores = names.map((name) => fit(name, folded("MARK")));
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  expect(fit(folded("Gärten"), folded("garten"))).toBe(100);
  expect(fit("kitchen", "xyz")).toBe(0);
});
