import { Fault } from "@millrace/kernel";
import type { Holding } from "../account.ts";
import type { HeldLimit } from "./store.ts";

const THING: Record<Holding, readonly [string, string]> = {
  replicas: ["replica", "replicas"],
  compute_units: ["compute unit", "compute units"],
  stored_bytes: ["byte", "bytes"],
};

const REMEDY: Record<Holding, string> = {
  replicas: "Stop a deployment or give one fewer replicas, or raise the limit.",
  compute_units: "Stop a deployment or give one fewer threads, or raise the limit.",
  stored_bytes: "Keep bodies for fewer days, wait until an export is over, or raise the limit.",
};

/** `held`: with what is refused. `need`: what is refused; null: as much as there comes to be. */
type Refused = HeldLimit & { need: bigint | null };

/** Says which limit a team would exceed, its value, who set it, what is used and what is needed, and what helps. */
export function holdingRefusal({ measure, value, held, setBy, need }: Refused): Fault {
  const by = setBy === null ? "" : `, set by ${setBy}`;
  const used = held - (need ?? 0n);
  const needs = need === null ? "" : `, and ${need} more ${need === 1n ? "is" : "are"} needed`;
  return new Fault({
    kind: "limit_exceeded",
    code: `quotas.${measure}_exceeded`,
    message: `This team may have ${amount(measure, value)}${by}. It has ${used}${needs}. ${REMEDY[measure]}`,
  });
}

function amount(measure: Holding, value: bigint): string {
  const [one, many] = THING[measure];
  return `${value} ${value === 1n ? one : many}`;
}
