import { grantOf, type Standing } from "./grant-of.ts";

const WHOLE_PERCENT = 100n;

/** How much of a limit is given freely; beyond it requests go one at a time. Null: all of it. */
export function freelyOf(value: bigint, throttleAt: number | null): bigint | null {
  return throttleAt === null ? null : (value * BigInt(throttleAt)) / WHOLE_PERCENT;
}

/** `freelyLeft`: what is left of the part that is given freely, used amounts taken off; null: there is no other part. */
type SteppedStanding = Standing & { readonly freelyLeft: bigint | null };

type Grant = {
  given: bigint;
  /** Of all that is reserved here afterwards, the part beyond what is given freely. */
  beyond: bigint;
  /** The free part did not cover the need; the other one is given to whoever asks again. */
  hasMore: boolean;
};

/**
 * By how much a lease grows where a limit is throttled from a share on. First the free part alone, so that nobody is held up
 * for whom there is room in it; of the other one only what is needed, and nothing ahead.
 */
export function grantInSteps(
  { freelyLeft, ...standing }: SteppedStanding,
  ask: { need: bigint; want: bigint },
): Grant {
  if (freelyLeft === null) return { given: grantOf(standing, ask), beyond: 0n, hasMore: false };
  const freely = grantOf({ ...standing, left: freelyLeft }, ask);
  const isCovered = freely >= ask.need;
  const given = isCovered || freely > 0n ? freely : grantOf(standing, { need: ask.need, want: 0n });
  const here = standing.reservedHere + given;
  const over = standing.reservedByOthers + here - freelyLeft;
  const beyond = over <= 0n ? 0n : over < here ? over : here;
  return { given, beyond, hasMore: !isCovered && freely > 0n };
}
