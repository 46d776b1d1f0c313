import { expect, test } from "vitest";
import { readArguments } from "./read-arguments.ts";

test("the folder alone leaves the rest to it", () => {
  expect(readArguments(["models/mine"])).toEqual({
    folder: "models/mine",
    name: undefined,
    title: undefined,
    task: undefined,
    variant: "auto",
  });
});

test("what is said counts, in any order, and also behind a lone --", () => {
  const args = ["--", "--name", "mine", "folder", "--variant=int8", "--task", "tensor", "--title", "My own"];
  expect(readArguments(args)).toEqual({
    folder: "folder",
    name: "mine",
    title: "My own",
    task: "tensor",
    variant: "int8",
  });
});

test("help is given when it is asked for", () => {
  expect(readArguments(["-h"])).toBeNull();
});

test.each<[string, string[], RegExp]>([
  ["no folder", [], /Which folder/],
  ["two folders", ["a", "b"], /one folder/],
  ["an unknown option", ["a", "--nmae", "x"], /nmae/],
  ["an unknown variant", ["a", "--variant", "fp16"], /--variant is one of auto, fp32, int8/],
  ["an unknown task", ["a", "--task", "chat"], /--task is one of feature-extraction/],
])("%s is refused with the usage below", (_, args, words) => {
  expect(() => readArguments(args)).toThrow(words);
  expect(() => readArguments(args)).toThrow(/pnpm models:add <folder>/);
});
