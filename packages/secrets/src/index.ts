export type { AnyTx, Owner, Secrets } from "./secrets.ts";
