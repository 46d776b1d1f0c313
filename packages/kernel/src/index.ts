export { type Actor, SYSTEM_ACTOR_LABEL, systemActor } from "./actor.ts";
export { atOnce } from "./at-once.ts";
export { type Arrival, clientAddress } from "./client-address.ts";
export { type Clock, systemClock } from "./clock.ts";
export { BYTE_ORDER_MARK, csvLine } from "./csv.ts";
export {
  FAULT_KINDS,
  Fault,
  type FaultKind,
  type FaultParts,
  faultStatus,
  toFault,
} from "./fault.ts";
export { derivedId, isDerivedId, isUuid, newId } from "./ids.ts";
export { formatPico, PICO_PER_UNIT, type Pico, parseDecimal } from "./money.ts";
export { NO_ORIGIN, type Origin } from "./origin.ts";
export { parseInput } from "./parse-input.ts";
export { floorToHour, type Period, periodOf } from "./period.ts";
export { type Random, seededRandom } from "./seeded-random.ts";
