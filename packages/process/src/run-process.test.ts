import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";

const PROGRAM = join(import.meta.dirname, "process.fixture.ts");

/** A process that has begun to start; `ready` settles at its first message. */
async function running(...outcomes: string[]): Promise<{ child: ChildProcess; ready: Promise<unknown> }> {
  const child = spawn(process.execPath, [PROGRAM, ...outcomes], { stdio: ["ignore", "pipe", "pipe", "ipc"] });
  const ready = once(child, "message");
  if (child.stdout) await once(child.stdout, "data");
  return { child, ready };
}

async function exitCode(child: ChildProcess): Promise<unknown> {
  const [code] = await once(child, "exit");
  return code;
}

test.each(["SIGTERM", "SIGINT"] as const)("%s drains what is ready, then ends well", async (signal) => {
  const { child, ready } = await running("ready", "ready");
  expect(await ready).toEqual(["ready", undefined]);
  child.kill(signal);
  expect(await exitCode(child)).toBe(0);
});

test("a process that waits for what may never come ends at once when it is told to", async () => {
  const { child } = await running("never");
  child.kill("SIGTERM");
  expect(await exitCode(child)).toBe(0);
});

test("a process ends with the one that started it", async () => {
  const { child, ready } = await running("ready", "ready");
  await ready;
  child.disconnect();
  expect(await exitCode(child)).toBe(0);
});

test("a start or a drain that fails is told by the exit code", async () => {
  const failing = await running("fails");
  expect(await exitCode(failing.child)).toBe(1);
  const { child, ready } = await running("ready", "fails");
  await ready;
  child.kill("SIGTERM");
  expect(await exitCode(child)).toBe(1);
});
