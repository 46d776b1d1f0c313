import type { SystemContext } from "@millrace/db";
import { Fault } from "@millrace/kernel";
import type { Anchor } from "../anchors/anchor.ts";
import type { AuditReader } from "../reader.ts";
import type { AuditTx } from "../store.ts";
import { type ChainReport, type ChainSource, checkChain } from "./check-chain.ts";
import { findChainEntries, findDeletion, findHead, findTeam, findTeams, type TeamOfLog } from "./store.ts";

const TEAMS_PAGE_SIZE = 100;
const FIRST_ID = "00000000-0000-0000-0000-000000000000";
/** A check reads a whole log: so many at once in a process, however often the button is pressed. */
const CHECKS_MAX = 2;

let checks = 0;

/**
 * Checks the log of the actor's own team, as the role that is confined to it.
 * Fault `limit_exceeded` `audit.busy` when others are being checked.
 */
export async function verifyChain(ctx: AuditReader): Promise<ChainReport> {
  const { database, actor } = ctx;
  ctx.requirePermission(actor, "audit.read");
  if (checks >= CHECKS_MAX) throw busy();
  checks += 1;
  try {
    return await checkChain(
      sourceOf(actor.teamId, (work) => database.inTeam(actor.teamId, work)),
      [],
    );
  } finally {
    checks -= 1;
  }
}

export type VerifiedTeam =
  | { kind: "verified"; team: TeamOfLog; report: ChainReport }
  /** The team went with its log, as its owner wanted. */
  | { kind: "deleted"; teamId: string; at: Date }
  /** The team was anchored once and is nowhere now. */
  | { kind: "vanished"; teamId: string; anchor: Anchor };

/** `signal` ends the checks, with its reason, before the next page is read. */
export type ChecksContext = SystemContext & { signal?: AbortSignal };

/** Checks the logs of all teams, one after the other, and of those that were anchored and are gone. For the operator. */
export async function* verifyChains(
  { database, signal }: ChecksContext,
  anchors: ReadonlyMap<string, readonly Anchor[]>,
): AsyncGenerator<VerifiedTeam> {
  const seen = new Set<string>();
  let after = FIRST_ID;
  for (;;) {
    const teams = await database.inSystem((tx) => findTeams(tx, after, TEAMS_PAGE_SIZE));
    for (const team of teams) {
      seen.add(team.id);
      const source = sourceOf(team.id, (work) => {
        signal?.throwIfAborted();
        return database.inSystem(work);
      });
      const report = await checkChain(source, anchors.get(team.id) ?? []);
      // A team that is deleted while its log is read looks as if somebody had cut it.
      const isThere =
        report.broken === null || (await database.inSystem((tx) => findTeam(tx, team.id))) !== null;
      if (isThere) yield { kind: "verified", team, report };
    }
    const last = teams.at(-1);
    if (last === undefined) break;
    after = last.id;
  }
  for (const [teamId, [anchor]] of anchors) {
    if (seen.has(teamId) || anchor === undefined) continue;
    const at = await database.inSystem((tx) => findDeletion(tx, teamId));
    yield at === null ? { kind: "vanished", teamId, anchor } : { kind: "deleted", teamId, at };
  }
}

type Read = <T>(work: (tx: AuditTx) => Promise<T>) => Promise<T>;

/** A transaction a page: entries are only ever added, so that what lies before the head stays as it is. */
function sourceOf(teamId: string, read: Read): ChainSource {
  return {
    head: () => read((tx) => findHead(tx, teamId)),
    entries: (after, to, limit) => read((tx) => findChainEntries(tx, teamId, { after, to, limit })),
  };
}

function busy(): Fault {
  return new Fault({
    kind: "limit_exceeded",
    code: "audit.busy",
    message: "Other logs are being checked right now. Try again in a moment.",
    retryAfterMs: 5_000,
  });
}
