import { expect, test } from "vitest";
import { atOnce } from "./at-once.ts";

test("so many at the same time and no more, each once, beginning in their order", async () => {
  const begun: number[] = [];
  let [live, most] = [0, 0];
  await atOnce(3, [0, 1, 2, 3, 4, 5, 6, 7], async (item) => {
    begun.push(item);
    live += 1;
    most = Math.max(most, live);
    await new Promise((resume) => setTimeout(resume, item % 3));
    live -= 1;
  });
  expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect([live, most]).toEqual([0, 3]);
});

test("nothing is done at once, and who fails is told of", async () => {
  await atOnce(3, [], () => Promise.reject(new Error("nobody")));
  await expect(atOnce(2, [1, 2, 3], () => Promise.reject(new Error("away")))).rejects.toThrow("away");
});
