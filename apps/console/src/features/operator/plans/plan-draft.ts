import { formatPico, parseDecimal } from "@millrace/kernel";
import type { NewPlan, PlanVersion } from "@millrace/prices";
import type { MoneyUnit } from "../../billing/money-unit.ts";
import { startOfDay } from "../start-of-day.ts";

/** As typed. */
export type PlanDraft = {
  planName: string;
  title: string;
  currency: string;
  day: string;
  fee: string;
  included: string;
  minimum: string;
  isOffered: boolean;
};

/** Amounts of a currency: what counts in minor units, and what its amounts are multiples of. */
export type Unit = Pick<MoneyUnit, "currency" | "minorPico" | "stepPico">;

/** The field that is wrong. */
export type PlanError = Exclude<keyof PlanDraft, "currency" | "isOffered">;

const PLAN_NAME = /^[a-z0-9][a-z0-9-]{0,38}$/;

/** What is typed when a version is to follow another. */
export function draftAfter(version: PlanVersion, { minorPico }: Unit, day: string): PlanDraft {
  const { planName, title, currency, feeMinor, includedPico, minimumMinor, isOffered } = version;
  return {
    ...{ planName, title, currency, day, isOffered },
    fee: formatPico(feeMinor * minorPico),
    included: formatPico(includedPico),
    minimum: formatPico(minimumMinor * minorPico),
  };
}

/** The plan as typed, or the first field that is wrong. */
export function parsePlan(
  draft: PlanDraft,
  { minorPico, stepPico }: Unit,
): { plan: NewPlan; wrong: null } | { plan: null; wrong: PlanError } {
  const { planName, currency, isOffered } = draft;
  const title = draft.title.trim();
  const effectiveFrom = startOfDay(draft.day);
  const amount = (text: string) => {
    const pico = text.trim() === "" ? 0n : parseDecimal(text.trim());
    return pico === null || pico < 0n || pico % stepPico !== 0n ? null : pico;
  };
  const [feePico, includedPico, minimumPico] = [draft.fee, draft.included, draft.minimum].map(amount);
  if (!PLAN_NAME.test(planName)) return { plan: null, wrong: "planName" };
  if (title === "") return { plan: null, wrong: "title" };
  if (effectiveFrom === null) return { plan: null, wrong: "day" };
  if (feePico == null) return { plan: null, wrong: "fee" };
  if (includedPico == null) return { plan: null, wrong: "included" };
  if (minimumPico == null) return { plan: null, wrong: "minimum" };
  const [feeMinor, minimumMinor] = [feePico / minorPico, minimumPico / minorPico];
  const plan = { planName, title, currency, effectiveFrom, feeMinor, includedPico, minimumMinor, isOffered };
  return { plan, wrong: null };
}
