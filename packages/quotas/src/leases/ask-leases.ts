import type { SystemContext, SystemTx } from "@millrace/db";
import { Fault } from "@millrace/kernel";
import { isSettled, type Measure } from "../account.ts";
import { grantOf } from "../rules/grant-of.ts";
import type { Answer, Ask, Holder } from "./ask.ts";
import { findStandings, lockAccounts, recallOthers, type StandingRow, writeLeases } from "./store.ts";

/** Accounts that one call may name. */
export const ASKED_AT_ONCE_MAX = 1_000;

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
  const value = account.measure === "credit" ? null : row.value;
  const left =
    account.measure === "credit"
      ? (credit.get(account.teamId) ?? 0n)
      : value === null
        ? null
        : BigInt(value) - used;
  const reservedByOthers = BigInt(row.reservedByOthers);
  const settled = BigInt(row.settled ?? 0);
  const reservedHere = base > settled ? base - settled : 0n;
  const given = need + want === 0n ? 0n : grantOf({ left, reservedByOthers, reservedHere }, { need, want });
  const limit =
    row.limitId === null || value === null
      ? null
      : { id: row.limitId, value: BigInt(value), setBy: row.setBy };
  return {
    granted: base + given,
    isAnew,
    limit,
    used,
    free: left === null ? null : left - reservedByOthers - reservedHere - given,
    isShort: given < need,
  };
}

function usedOf(measure: Measure | "credit", row: StandingRow): bigint {
  switch (measure) {
    case "requests":
      return BigInt(row.requests);
    case "tokens":
      return BigInt(row.tokens);
    case "spend":
      return BigInt(row.spend);
    case "concurrency":
    case "credit":
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
