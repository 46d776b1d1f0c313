import type { Precedence } from "@millrace/serving";
import type { Parameters } from "./infer-call.ts";
import { refuse, shown } from "./refusal.ts";

const US_PER_MS = 1_000;
const TIMEOUT_US_MAX = 600_000_000;
const PRIORITY_MAX = 2 ** 32 - 1;
/** From here on down requests fill what the others leave: the protocol's numbers fall with urgency. */
const BATCH_FROM = 2;

/**
 * The parameters of the scheduling policy extension. `priority`: 0 is the default and 1 the most urgent, both
 * interactive here; from 2 on it is batch work. `timeout`: microseconds from the arrival, 0 for none.
 */
export function readPrecedence(parameters: Parameters): Pick<Precedence, "priority" | "deadlineMs"> {
  const priority = readWhole(parameters, "priority", PRIORITY_MAX);
  const timeoutUs = readWhole(parameters, "timeout", TIMEOUT_US_MAX);
  return {
    priority: priority < BATCH_FROM ? "interactive" : "batch",
    deadlineMs: timeoutUs === 0 ? undefined : timeoutUs / US_PER_MS,
  };
}

function readWhole(parameters: Parameters, name: string, max: number): number {
  const value = parameters[name];
  if (value === undefined) return 0;
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= max) return value;
  const message = `The parameter \`${name}\` is ${shown(value)}; it must be a whole number from 0 to ${max}.`;
  throw refuse("bad_parameter", message, `parameters.${name}`);
}

/** Of several deadlines the first counts. */
export function earliest(...deadlinesMs: readonly (number | undefined)[]): number | undefined {
  const given = deadlinesMs.filter((deadline) => deadline !== undefined);
  return given.length === 0 ? undefined : Math.min(...given);
}
