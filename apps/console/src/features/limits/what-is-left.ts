import type { FilledLimit, Measure } from "@millrace/quotas";
import { leftOf } from "./limit-fill.ts";
import { isHeld, REQUEST_MEASURES } from "./limit-subjects.ts";

/** A limit that requests are held to. */
export type RequestLimit = FilledLimit & { measure: Measure };

/** What some limits leave together. */
export type Remaining = {
  /** The full one that frees last: until then nothing passes. Null: none is full. */
  full: FilledLimit | null;
  /** Of each measure that is bounded, the limit that leaves least. */
  tightest: RequestLimit[];
};

export type WhatIsLeft = Remaining & {
  /** What deployments leave less of than the rest does; empty while nothing passes anyway. */
  onDeployments: (Remaining & { deployment: FilledLimit })[];
};

/** What a key could still do under all limits that hold for it. */
export function whatIsLeft(limits: readonly FilledLimit[]): WhatIsLeft {
  const everywhere = remainingOf(limits.filter(({ scope }) => scope !== "deployment"));
  if (everywhere.full !== null) return { ...everywhere, onDeployments: [] };
  const byDeployment = Map.groupBy(
    limits.filter(({ scope }) => scope === "deployment"),
    ({ scopeId }) => scopeId,
  );
  const onDeployments = [...byDeployment.values()].flatMap((own) => {
    const { full, tightest } = remainingOf(own);
    const tighter = tightest.filter((limit) => isTighter(limit, everywhere.tightest));
    const [deployment] = own;
    return deployment && (full || tighter.length > 0) ? [{ deployment, full, tightest: tighter }] : [];
  });
  return { ...everywhere, onDeployments };
}

function remainingOf(limits: readonly FilledLimit[]): Remaining {
  const full = limits.filter((limit) => leftOf(limit) === 0n).toSorted(byFreeing);
  const tightest = REQUEST_MEASURES.flatMap((measure) => {
    const [least] = limits
      .filter(isOfRequests)
      .filter((limit) => limit.measure === measure)
      .toSorted(byLeft);
    return least ?? [];
  });
  return { full: full[0] ?? null, tightest };
}

function isOfRequests(limit: FilledLimit): limit is RequestLimit {
  return !isHeld(limit.measure);
}

function isTighter(limit: FilledLimit, others: readonly FilledLimit[]): boolean {
  const same = others.find(({ measure }) => measure === limit.measure);
  return same === undefined || leftOf(limit) < leftOf(same);
}

function byLeft(one: FilledLimit, other: FilledLimit): number {
  const [left, right] = [leftOf(one), leftOf(other)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Requests under way end at any moment; what has no end never frees by itself. */
function freesAtMs({ period, freesAt }: FilledLimit): number {
  if (period === "now") return 0;
  return freesAt?.getTime() ?? Number.POSITIVE_INFINITY;
}

/** The last to free first; two infinities have no difference. */
function byFreeing(one: FilledLimit, other: FilledLimit): number {
  const [first, second] = [freesAtMs(one), freesAtMs(other)];
  return first === second ? 0 : first < second ? 1 : -1;
}
