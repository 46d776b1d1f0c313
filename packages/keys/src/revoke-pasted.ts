import type { Context } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { z } from "zod";
import type { ApiKey } from "./api-key.ts";
import { endKey } from "./revoke-key.ts";
import { readPasted } from "./rules/read-pasted.ts";
import { findKey, findKeyIdByHash } from "./store.ts";

const PASTED_LENGTH_MAX = 10_000;

const inputSchema = z.object({ text: z.string().max(PASTED_LENGTH_MAX) });

export type PastedRevocation =
  | { outcome: "revoked" | "revoked_before"; key: ApiKey }
  /** `mistyped`: a wrong length or checksum. `unknown`: no key of this team, whether of another or of none. */
  | { outcome: "no_key" | "mistyped" | "unknown" };

/**
 * Ends the key that stands in a text, such as one that leaked into a log; running services refuse it within 2 s. The text
 * is kept nowhere. Fault `invalid` `keys.key_invalid` beyond 10,000 characters.
 */
export async function revokePasted(
  ctx: Context,
  input: z.input<typeof inputSchema>,
): Promise<PastedRevocation> {
  const { text } = parseInput(inputSchema, input, "keys.key_invalid");
  requirePermission(ctx.actor, "keys.write");
  const { teamId } = ctx.actor;
  const pasted = readPasted(text);
  if (pasted.kind !== "key") return { outcome: pasted.kind };

  return ctx.database.inTeam(teamId, async (tx) => {
    const id = await findKeyIdByHash(tx, teamId, pasted.hash);
    if (id === null) return { outcome: "unknown" };
    const isNew = await endKey(tx, ctx, id);
    const key = await findKey(tx, teamId, id);
    return key ? { outcome: isNew ? "revoked" : "revoked_before", key } : { outcome: "unknown" };
  });
}
