import { type AccountName, accountKey, type Charge, turnAccount } from "../account.ts";
import type { Pot } from "./pot.ts";

/** What one request at a time may use is asked for afresh each time: whoever holds it holds up the others. */
export function isScarce({ account, told }: Pot): boolean {
  return account.measure === "turn" || told.beyond > 0n;
}

/** Whether more should be asked for now, so that the next requests need not wait. */
export function runsShort(pot: Pot, nowMs: number): boolean {
  return !isScarce(pot) && pot.isShortAt(nowMs);
}

export function turnFor({ account, at }: Charge): Charge {
  return { account: turnAccount(account), amount: 1n, at };
}

export function isTurnOf(account: AccountName, charge: Charge): boolean {
  return account.measure === "turn" && accountKey(turnAccount(charge.account)) === accountKey(account);
}

/** Several charges of an account as one. */
export function together(charges: readonly Charge[]): Charge[] {
  const sums = new Map<string, Charge>();
  for (const charge of charges) {
    const key = accountKey(charge.account);
    const before = sums.get(key);
    sums.set(key, before === undefined ? charge : { ...before, amount: before.amount + charge.amount });
  }
  return [...sums.values()];
}

export function add(amounts: Map<Pot, bigint> | undefined, pot: Pot, amount: bigint): void {
  amounts?.set(pot, (amounts.get(pot) ?? 0n) + amount);
}
