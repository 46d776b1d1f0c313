import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Balance, Told } from "./one-world.ts";
import type { Rehearsal, Rehearsed } from "./rehearse.ts";

/** More live in another world: what a world does, it does one after the other. */
const TEAMS_A_WORLD_MAX = 25;
/** Between the seeds of a rehearsal's worlds. */
const SEEDS_APART = 1_000_003;

export type Rehearsals = Rehearsed & { balances: Balance[] };

/**
 * The same year in several worlds, each with a PostgreSQL, a twin and a share of the teams of its own, on all cores. `say`: what
 * goes wrong on the way.
 */
export async function rehearseApart(
  { seed, teams, days }: Rehearsal,
  say: (line: string) => void,
): Promise<Rehearsals> {
  const count = Math.ceil(teams / TEAMS_A_WORLD_MAX);
  const waiting = Array.from({ length: count }, (_, index) => ({
    seed: seed + index * SEEDS_APART,
    teams: Math.floor((teams + index) / count),
    days,
  }));
  const sum: Rehearsals = { findings: [], records: 0, invoices: 0, events: 0, balances: [] };
  const next = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift())
      add(sum, await inThread(one, say));
  };
  await Promise.all(Array.from({ length: availableParallelism() }, next));
  return sum;
}

async function inThread(rehearsal: Rehearsal, say: (line: string) => void): Promise<Rehearsals> {
  const worker = new Worker(new URL("./one-world.ts", import.meta.url), { workerData: rehearsal });
  let ended: Rehearsals | undefined;
  worker.on("message", (told: Told) => {
    if (told.kind === "said") say(told.line);
    else ended = told.rehearsed;
  });
  // Rejects with the error that ended the thread.
  await once(worker, "exit");
  if (ended === undefined) throw new Error("a world ended without saying how it was");
  return ended;
}

function add(sum: Rehearsals, { findings, records, invoices, events, balances }: Rehearsals): void {
  sum.findings.push(...findings);
  sum.records += records;
  sum.invoices += invoices;
  sum.events += events;
  for (const { currency, account, amountPico } of balances) {
    const same = sum.balances.find((one) => one.currency === currency && one.account === account);
    if (same === undefined) sum.balances.push({ currency, account, amountPico });
    else same.amountPico += amountPico;
  }
}
