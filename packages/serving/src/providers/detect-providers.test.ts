import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { detectProviders } from "./detect-providers.ts";
import { EXECUTION_PROVIDERS } from "./execution-provider.ts";

const PROBE_PROGRAM = fileURLToPath(new URL("./probe-main.ts", import.meta.url));
const HAS_GRAPHICS = existsSync("/dev/dri") || existsSync("/dev/nvidiactl") || process.platform !== "linux";

test("the processor is always found, first, and what is found is known by name", async () => {
  const detected = await detectProviders();
  expect(detected[0]).toBe("cpu");
  for (const provider of detected) expect(EXECUTION_PROVIDERS).toContain(provider);
  expect(new Set(detected).size).toBe(detected.length);
});

test("a provider that the library lists and the machine lacks does not count", async () => {
  const env = { ORT_DISABLE_TELEMETRY: "1" };
  const { stdout } = await promisify(execFile)(process.execPath, [PROBE_PROGRAM, "list"], { env });
  const listed = stdout.split("\n");
  expect(listed).toContain("cpu");
  expect(listed.length).toBeGreaterThan(1);
  const detected = await detectProviders();
  expect(listed).toEqual(expect.arrayContaining([...detected]));
  if (!HAS_GRAPHICS) expect(detected).toEqual(["cpu"]);
});
