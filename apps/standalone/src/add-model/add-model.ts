import { mkdtemp, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import {
  int8FileIn,
  type JudgedProfile,
  judgeSurvey,
  modelStoreIn,
  type Registered,
  readSamples,
  registerModel,
  saveProfile,
} from "@millrace/catalog";
import { findNode, type VariantWanted } from "@millrace/deployments";
import { type Clock, Fault } from "@millrace/kernel";
import { surveyVariants } from "@millrace/serving";
import type { Installation } from "./reach-installation.ts";
import type { Order } from "./read-arguments.ts";

const RUNS = 20;

type Parts = Pick<Installation, "database"> & { homeFolder: string; clock: Clock };

/**
 * Takes a model into the catalogue and its files into the store.
 * Faults as of `registerModel`; `not_found` `standalone.no_such_folder`.
 */
export async function registerFolder(
  { database, homeFolder, clock }: Parts,
  { folder: typed, ...said }: Pick<Order, "folder" | "name" | "title" | "task">,
): Promise<Registered> {
  const folder = resolve(typed);
  const found = await stat(folder).catch(() => null);
  if (!found?.isDirectory()) throw noSuchFolder(folder);
  return registerModel({ database, clock }, { ...said, folder, store: modelStoreIn(homeFolder) });
}

/**
 * Makes and measures the variants of a model on this machine, in processes that let a running service go first. Where this
 * machine is a node, it need not measure them again. Faults as of `surveyVariants`.
 */
export async function measureModel(
  { database, homeFolder, clock }: Parts,
  { version, task }: Pick<Registered, "version" | "task">,
  variant: VariantWanted,
): Promise<JudgedProfile[]> {
  const ctx = { database, clock };
  const folder = join(modelStoreIn(homeFolder), version.folder);
  const int8File = int8FileIn(homeFolder, version.digest);
  const workFolder = await mkdtemp(join(homeFolder, "measuring-"));
  try {
    const texts = await readSamples(folder);
    const order = { folder, task, texts, runs: RUNS, threads: 1, workFolder };
    const survey = await surveyVariants({ ...order, int8File: variant === "fp32" ? null : int8File });
    const profiles = judgeSurvey(task, survey);
    // One variant alone would stand beside the other's figures of another time, on a machine that did other things then.
    const node = variant === "fp32" ? null : await findNode(ctx, hostname());
    if (node !== null) {
      const of = { modelVersionId: version.id, nodeId: node.id };
      for (const profile of profiles) await saveProfile(ctx, { ...of, ...profile });
    }
    // Nobody can ask for what is refused.
    if (profiles.some(({ reason }) => reason !== null)) await rm(int8File, { force: true });
    return profiles;
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}

function noSuchFolder(folder: string): Fault {
  return new Fault({
    kind: "not_found",
    code: "standalone.no_such_folder",
    message: `There is no folder ${folder}.`,
  });
}
