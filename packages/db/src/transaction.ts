import type { Prisma } from "./generated/client.ts";

declare const scope: unique symbol;

/** A transaction confined to one team by row-level security. Only `inTeam` makes one. */
export type TeamTx = Prisma.TransactionClient & { readonly [scope]: "team" };

/** A transaction of the system role: sees all teams, may do little. Only `inSystem` makes one. */
export type SystemTx = Prisma.TransactionClient & { readonly [scope]: "system" };
