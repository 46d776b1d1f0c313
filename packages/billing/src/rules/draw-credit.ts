/** Credit that is there to be used up. Amounts in picos. */
export type OpenGrant = {
  readonly id: string;
  /** 0 is used first. */
  readonly priority: number;
  readonly leftPico: bigint;
  readonly effectiveAt: Date;
  /** Null: never. */
  readonly expiresAt: Date | null;
};

export type Draw = { readonly grantId: string; readonly amountPico: bigint };

/**
 * What a charge at a moment takes from which grant: lowest priority number first, then what expires soonest, then the
 * oldest. Less than the amount where there is not enough; the rest is owed.
 */
export function drawCredit(
  grants: readonly OpenGrant[],
  { amountPico, at }: { amountPico: bigint; at: Date },
): Draw[] {
  const open = grants.filter((grant) => isOpen(grant, at)).sort(compare);
  const draws: Draw[] = [];
  let rest = amountPico;
  for (const { id, leftPico } of open) {
    if (rest === 0n) break;
    const isEnough = leftPico >= rest;
    draws.push({ grantId: id, amountPico: isEnough ? rest : leftPico });
    rest = isEnough ? 0n : rest - leftPico;
  }
  return draws;
}

export function isOpen({ leftPico, effectiveAt, expiresAt }: OpenGrant, at: Date): boolean {
  return leftPico > 0n && effectiveAt <= at && (expiresAt === null || at < expiresAt);
}

function compare(left: OpenGrant, right: OpenGrant): number {
  return (
    left.priority - right.priority ||
    timeOf(left.expiresAt) - timeOf(right.expiresAt) ||
    left.effectiveAt.getTime() - right.effectiveAt.getTime() ||
    (left.id < right.id ? -1 : 1)
  );
}

/** What never expires comes last. */
function timeOf(date: Date | null): number {
  return date?.getTime() ?? Number.MAX_SAFE_INTEGER;
}
