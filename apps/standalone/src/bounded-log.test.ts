import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openBoundedLog } from "./bounded-log.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-log-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("a log keeps its newest lines and never takes more than twice its bound", () => {
  const path = join(folder, "service.log");
  const log = openBoundedLog(path, 100);
  for (let line = 0; line < 50; line++) log.write(Buffer.from(`line ${String(line).padStart(4, "0")}\n`));
  log.close();
  const kept = readFileSync(path, "utf8");
  const turned = readFileSync(`${path}.1`, "utf8");
  expect(kept.endsWith("line 0049\n")).toBe(true);
  expect(kept.length).toBeLessThanOrEqual(100);
  expect(turned.length).toBeLessThanOrEqual(100);
  expect(`${turned}${kept}`.split("\n")[0]).toBe(turned.split("\n")[0]);
});

test("a log that is there is continued", () => {
  const path = join(folder, "again.log");
  for (const text of ["first\n", "second\n"]) {
    const log = openBoundedLog(path, 100);
    log.write(Buffer.from(text));
    log.close();
  }
  expect(readFileSync(path, "utf8")).toBe("first\nsecond\n");
});

test.runIf(existsSync("/dev/full"))(
  "a disk that is full, and a log that is closed, drop lines instead of ending the process",
  () => {
    const full = openBoundedLog("/dev/full", 100);
    for (let line = 0; line < 5; line++) full.write(Buffer.from("x".repeat(60)));
    full.close();
    full.write(Buffer.from("late"));
  },
);
