import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { expect } from "@playwright/test";
import { test } from "../product.ts";

const BENCH = resolve(import.meta.dirname, "../../../bench/src/main.ts");
/** Each scenario tells its spread once for every subject that is set against another. */
const COMPARISONS = 3 + 15 + 1 + 5 + 2 + 1 + 4 + 2 + 2 + (2 + 1) + 2 + 4 * 2 + 2;

/** Seconds each, where nothing else runs. */
const TIMEOUT_MS = 600_000;

test("every benchmark runs to its end and compares", async () => {
  test.setTimeout(TIMEOUT_MS);
  const { stdout } = await promisify(execFile)(process.execPath, [BENCH, "--quick"]);
  expect(stdout.match(/lowest … highest/g)).toHaveLength(COMPARISONS);
});
