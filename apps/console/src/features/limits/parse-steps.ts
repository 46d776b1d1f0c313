import type { LimitMeasure, LimitPeriod } from "@millrace/quotas";
import { isThrottleable, isToldOf } from "./limit-subjects.ts";

/** As somebody writes them: shares in per cent, one after the other, and the share from which requests go one at a time. */
export type StepTexts = { shares: string; throttle: string };

export type Steps = { notifyAt: number[]; throttleAt: number | null };

/** Which of the two is not what was expected. */
export type WrongSteps = { [K in keyof StepTexts]?: true };

const SHARES_MAX = 5;
const PERCENT = /^(\d{1,3})\s*%?$/;

/** What happens before a limit is used up, or what is wrong with it. What the limit cannot have is left out. */
export function parseSteps(
  { shares, throttle }: StepTexts,
  { measure, period }: { measure: LimitMeasure; period: LimitPeriod },
): { steps: Steps } | { wrong: WrongSteps } {
  const notifyAt = isToldOf(measure, period) ? parseShares(shares) : [];
  const throttleAt =
    isThrottleable(period) && throttle.trim() !== "" ? parsePercent(throttle, 99) : undefined;
  if (notifyAt !== null && throttleAt !== null)
    return { steps: { notifyAt, throttleAt: throttleAt ?? null } };
  return {
    wrong: { ...(notifyAt === null && { shares: true }), ...(throttleAt === null && { throttle: true }) },
  };
}

export function writeSteps({ notifyAt, throttleAt }: Steps): StepTexts {
  return { shares: notifyAt.join(", "), throttle: throttleAt === null ? "" : String(throttleAt) };
}

function parseShares(text: string): number[] | null {
  const written = text.split(/[,;，、；]/).filter((part) => part.trim() !== "");
  const shares = written.map((part) => parsePercent(part, 100));
  const known = shares.filter((share) => share !== null);
  return known.length === shares.length && known.length <= SHARES_MAX ? known : null;
}

function parsePercent(text: string, most: number): number | null {
  const [, digits] = PERCENT.exec(text.trim()) ?? [];
  const percent = Number(digits);
  return percent >= 1 && percent <= most ? percent : null;
}
