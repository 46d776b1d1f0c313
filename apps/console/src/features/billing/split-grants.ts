import type { CreditGrant } from "@millrace/billing";

type Standing = Pick<CreditGrant, "amountPico" | "usedPico" | "expiresAt">;

/** Credit that can still be used, and credit that is used up or expired; each in the order in which it came. */
export function splitGrants<T extends Standing>(grants: readonly T[], now: Date): { usable: T[]; over: T[] } {
  const isOver = ({ amountPico, usedPico, expiresAt }: T) =>
    usedPico >= amountPico || (expiresAt !== null && expiresAt <= now);
  return { usable: grants.filter((grant) => !isOver(grant)), over: grants.filter(isOver) };
}
