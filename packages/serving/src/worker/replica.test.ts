import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { systemClock } from "@millrace/kernel";
import { expect, onTestFinished, test } from "vitest";
import { openModel } from "../open-model.ts";
import { EMBED_FOLDER } from "../testing/specs.ts";
import { textSettings } from "../text-group.ts";
import { findConfinement } from "./confine.ts";
import { ProcessSupply } from "./process-supply.ts";
import { Replica } from "./replica.ts";
import { WORKER_PROGRAM } from "./worker-process.ts";

test("a process whose warm-up we break off is ended, not left behind", async () => {
  const workFolder = await mkdtemp(path.join(tmpdir(), "millrace-replica-"));
  onTestFinished(() => rm(workFolder, { recursive: true }));
  const model = await openModel(EMBED_FOLDER, "feature-extraction");
  if (model.task === "tensor") throw new Error("it reads text");
  const pids: number[] = [];
  const { promise: failedTwice, resolve } = Promise.withResolvers<void>();
  const replica = new Replica({
    worker: {
      processes: new ProcessSupply({ program: WORKER_PROGRAM, confinement: findConfinement(), workFolder }),
      backend: textSettings(model, { threads: 1, provider: "cpu" }),
      planGraph: async () => ({ kind: "original" }),
      memoryBytesMax: 512 * 1024 ** 2,
      batchTimeoutMs: 10_000,
    },
    graphs: null,
    warmUp: async ({ pid }) => {
      if (pid !== null) pids.push(pid);
      if (pids.length === 2) resolve();
      throw new Error("no memory for what it should compute on");
    },
    clock: systemClock,
    answered: () => 0,
    onWarm: () => undefined,
    onBloated: () => undefined,
    onChange: () => undefined,
  });
  await failedTwice;
  expect(() => process.kill(pids[0] ?? Number.NaN, 0)).toThrow(expect.objectContaining({ code: "ESRCH" }));
  replica.end();
  await replica.gone;
  expect(await readdir(workFolder)).toEqual([]);
});
