import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { expect } from "@playwright/test";
import { test } from "../product.ts";

const BENCH = resolve(import.meta.dirname, "../../../bench/src/main.ts");
const SCENARIOS = 4 + 2 + 1;

test("every benchmark runs to its end and compares", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [BENCH, "--quick"]);
  expect(stdout.match(/^ {2}first against second .*[×+−] \d/gm)).toHaveLength(SCENARIOS);
});
