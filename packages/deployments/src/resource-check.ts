import type { Context, TeamTx } from "@millrace/db";
import type { Resources } from "./resources.ts";

/** A deployment as it asks for resources while it is meant to run; before, null where it was stopped or not there. */
export type ResourceChange = { teamId: string; before: Resources | null; after: Resources };

/** Asked in the transaction of a change that is written already; throws where the team may not have so much. */
export type ResourceCheck = (tx: TeamTx, ctx: Context, change: ResourceChange) => Promise<void>;
