export { createOutgoing } from "./create-outgoing.ts";
export type { Outgoing } from "./outgoing.ts";
