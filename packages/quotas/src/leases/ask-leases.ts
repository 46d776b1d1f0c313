import type { SystemContext, SystemTx } from "@millrace/db";
import { Fault } from "@millrace/kernel";
import { type AccountName, isSettled } from "../account.ts";
import { freelyOf, grantInSteps } from "../rules/grant-in-steps.ts";
import type { Answer, Ask, Holder, LimitFacts } from "./ask.ts";
import { findStandings, lockAccounts, recallOthers, type StandingRow, writeLeases } from "./store.ts";

/** Accounts that one call may name. */
export const ASKED_AT_ONCE_MAX = 1_000;
/** Requests under way at once beyond the share from which a limit is throttled. */
const TURNS = 1n;

/** What is left of teams' credit, by team; absent: none. Given by whoever keeps the credit, in the caller's transaction. */
export type CreditLeft = (
  tx: SystemTx,
  teamIds: readonly string[],
  now: Date,
) => Promise<ReadonlyMap<string, bigint>>;

type LeaseContext = SystemContext & { creditLeft: CreditLeft };

/**
 * Gives a holder of what is left, takes back what it returns, and asks the others to return what they do not need where
 * that is too little. Each answer stands for the ask at its place. Saying the same again changes nothing: what a holder
 * has is what it says it has, and a lost answer is given anew.
 */
export async function askLeases(ctx: LeaseContext, holder: Holder, asks: readonly Ask[]): Promise<Answer[]> {
  if (asks.length > ASKED_AT_ONCE_MAX) throw tooMany();
  if (asks.length === 0) return [];
  const now = ctx.clock.now();
  const accounts = asks.map(({ account }, position) => ({ ...account, position }));
  return ctx.database.inSystem(async (tx) => {
    await lockAccounts(tx, accounts);
    const rows = await findStandings(tx, { accounts, holderId: holder.holderId, now });
    const credited = accounts.filter(({ measure }) => measure === "credit").map(({ teamId }) => teamId);
    const credit =
      credited.length === 0 ? new Map<string, bigint>() : await ctx.creditLeft(tx, credited, now);
    const rowAt = new Map(rows.map((row) => [row.position, row]));
    const decided = asks.map((ask, position) => decide(ask, { row: rowAt.get(position), credit }));
    const leases = asks.map(({ openedAt, closes, answersRecall }, position) => ({
      position,
      granted: (decided[position]?.granted ?? 0n).toString(),
      openedAt,
      closes,
      answersRecall: answersRecall && !closes,
    }));

    const at = await writeLeases(tx, { accounts, leases, ...holder });
    const short = accounts.filter(({ position }) => decided[position]?.isShort);
    const answeredAt = await recallOthers(tx, { accounts: short, holderId: holder.holderId });
    return decided.map(({ isShort: _, ...answer }, position) => ({
      ...answer,
      othersAnsweredAt: answeredAt.get(position) ?? null,
      at,
    }));
  });
}

type Decided = Omit<Answer, "othersAnsweredAt" | "at"> & { isShort: boolean };

function decide(
  { account, granted, need, want }: Ask,
  { row, credit }: { row: StandingRow | undefined; credit: ReadonlyMap<string, bigint> },
): Decided {
  if (row === undefined) throw new Error("every account that was asked for has a row");
  // Taken away while the holder was cut off, or never given.
  const isAnew = row.granted === null && granted > 0n;
  const base = isAnew ? 0n : granted;
  const used = isSettled(account) ? usedOf(account.measure, row) : 0n;
  const { left, freelyLeft } = whatIsLeft(account, { row, credit, used });
  const reservedByOthers = BigInt(row.reservedByOthers);
  const settled = BigInt(row.settled ?? 0);
  const reservedHere = base > settled ? base - settled : 0n;
  const standing = { left, freelyLeft, reservedByOthers, reservedHere };
  const { given, beyond, hasMore } = grantInSteps(standing, { need, want });
  return {
    granted: base + given,
    isAnew,
    limit: factsOf(row),
    beyond,
    hasMore,
    used,
    free: left === null ? null : left - reservedByOthers - reservedHere - given,
    isShort: given < need && !hasMore,
  };
}

/** What is left of an account, and of the part of it that is given freely; null: without a bound. */
function whatIsLeft(
  { measure, teamId }: AccountName,
  { row, credit, used }: { row: StandingRow; credit: ReadonlyMap<string, bigint>; used: bigint },
): { left: bigint | null; freelyLeft: bigint | null } {
  if (measure === "credit") return { left: credit.get(teamId) ?? 0n, freelyLeft: null };
  if (measure === "turn") return { left: TURNS, freelyLeft: null };
  if (row.value === null) return { left: null, freelyLeft: null };
  const value = BigInt(row.value);
  const freely = freelyOf(value, row.throttleAt);
  return { left: value - used, freelyLeft: freely === null ? null : freely - used };
}

function factsOf({ limitId, value, setBy, throttleAt }: StandingRow): LimitFacts | null {
  return limitId === null || value === null ? null : { id: limitId, value: BigInt(value), setBy, throttleAt };
}

function usedOf(measure: AccountName["measure"], row: StandingRow): bigint {
  switch (measure) {
    case "requests":
      return BigInt(row.requests);
    case "tokens":
      return BigInt(row.tokens);
    case "spend":
      return BigInt(row.spend);
    case "concurrency":
    case "credit":
    case "turn":
      return 0n;
  }
}

function tooMany(): Fault {
  return new Fault({
    kind: "invalid",
    code: "quotas.too_many_accounts",
    message: `At most ${ASKED_AT_ONCE_MAX} accounts can be asked for at once.`,
  });
}
