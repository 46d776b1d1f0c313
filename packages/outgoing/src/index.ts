export type { Outgoing, OutgoingOptions } from "./outgoing.ts";
