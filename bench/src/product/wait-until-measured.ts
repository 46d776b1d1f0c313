import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Product } from "@millrace/testing";

const TIMEOUT_MS = 240_000;
const LOOK_MS = 100;

/** A node measures each model once, and then knows which variant it serves; whoever measures as well would measure that. */
export async function waitUntilMeasured({ home }: Product, models: readonly string[]): Promise<void> {
  await waitUntil(`${models.join(" and ")} are measured`, async () => {
    const lines = (await readFile(join(home, "logs", "inference.log"), "utf8")).split("\n");
    const said = (model: string, words: string) =>
      lines.some((line) => line.includes(words) && line.includes(`"model":"${model}"`));
    const failed = models.find((model) => said(model, "model could not be measured"));
    if (failed !== undefined) throw new Error(`${failed} could not be measured`);
    return models.every((model) => said(model, "model measured"));
  });
}

/** Each process that measures has a folder of its own there. */
export async function waitUntilNothingMeasures({ home }: Product): Promise<void> {
  await waitUntil(
    "nothing is being measured",
    async () => (await readdir(join(home, "inference", "profiles"))).length === 0,
  );
}

async function waitUntil(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const startedMs = Date.now(); Date.now() - startedMs < TIMEOUT_MS; await delay(LOOK_MS)) {
    if (await isSo()) return;
  }
  throw new Error(`waited in vain until ${what}`);
}
