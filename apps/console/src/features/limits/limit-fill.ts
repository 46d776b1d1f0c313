import type { FilledLimit } from "@millrace/quotas";

/** From this share on a limit is soon full. */
const SOON_FULL = 0.8;
/** A share is told to the hundredth of a per cent. */
const SHARE_STEPS = 10_000n;

type Fill = Pick<FilledLimit, "effective" | "used" | "reserved">;

/** What nothing new can be taken from: used, or held for requests under way. */
export function takenOf({ used, reserved }: Fill): bigint {
  return used + reserved;
}

/** What a request could still take; zero where use came late. */
export function leftOf(fill: Fill): bigint {
  const left = fill.effective - takenOf(fill);
  return left > 0n ? left : 0n;
}

/** How full it is, 0 to 1. A limit of nothing is full. */
export function shareOf(fill: Fill): number {
  if (leftOf(fill) === 0n) return 1;
  return Number((takenOf(fill) * SHARE_STEPS) / fill.effective) / Number(SHARE_STEPS);
}

export function toneOf(share: number): "water" | "warn" | "bad" {
  if (share >= 1) return "bad";
  return share >= SOON_FULL ? "warn" : "water";
}

/** Whether a raise holds at this moment. */
export function isRaised({ effective, value }: Pick<FilledLimit, "effective" | "value">): boolean {
  return effective !== value;
}
