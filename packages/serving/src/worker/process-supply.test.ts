import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { BareProcess, type BareSettings } from "./bare-process.ts";
import { findConfinement } from "./confine.ts";
import { ProcessSupply } from "./process-supply.ts";
import { WORKER_PROGRAM } from "./worker-process.ts";

async function scratch(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "millrace-supply-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

function settingsIn(workFolder: string): BareSettings {
  return { program: WORKER_PROGRAM, confinement: findConfinement(), workFolder };
}

/** What nobody handles ends the process that answers everybody. */
function watchUnhandled(): unknown[] {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => unhandled.push(reason);
  process.on("unhandledRejection", note);
  onTestFinished(() => void process.off("unhandledRejection", note));
  return unhandled;
}

test("a spare process that cannot be started harms nobody, and whoever needs one is told why", async () => {
  const unhandled = watchUnhandled();
  const settings = settingsIn(path.join(await scratch(), "gone"));
  const supply = new ProcessSupply(settings);
  supply.keepSpare();
  // By then the spare one has failed as well.
  for (let round = 0; round < 3; round += 1) {
    await expect(BareProcess.start(settings)).rejects.toThrow("ENOENT");
    await turn();
  }
  await expect(supply.take()).rejects.toThrow("ENOENT");
  await supply.dropSpare();
  expect(unhandled).toEqual([]);
});

test("a process that the system refuses to start leaves no folder", async () => {
  const workFolder = await scratch();
  // No file has such a name.
  const confinement = { ...findConfinement(), confine: (): [string] => ["\0"] };
  const start = BareProcess.start({ ...settingsIn(workFolder), confinement });
  await expect(start).rejects.toThrow();
  expect(await readdir(workFolder)).toEqual([]);
});
