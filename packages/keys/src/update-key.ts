import { isDeepStrictEqual } from "node:util";
import { recordAudit } from "@millrace/audit";
import type { Context } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { z } from "zod";
import { type ApiKey, keyNameSchema, recordOf } from "./api-key.ts";
import { expiryOutOfRange, hasEnded, livesNoLonger, noSuchKey } from "./faults.ts";
import { scopesShape } from "./key-scopes.ts";
import { requireDeployments } from "./require-deployments.ts";
import { mayExpireAt } from "./rules/is-expired.ts";
import { keyState } from "./rules/key-state.ts";
import { changeKey, lockKey } from "./store.ts";

/** What is absent stays as it is, so that two who change different things do not undo each other. */
const inputSchema = z.object({
  id: z.uuid(),
  name: keyNameSchema.optional(),
  deploymentIds: scopesShape.deploymentIds.optional(),
  apis: scopesShape.apis.optional(),
  allowedIps: scopesShape.allowedIps.optional(),
  expiresAt: z.date().nullable().optional(),
});

/**
 * Gives a key another name, other scopes or another expiry; running services follow within 2 s. The same again changes
 * nothing. A key that was replaced may only end sooner.
 * Faults `not_found` `keys.no_such_key`, `keys.no_such_deployment`; Faults `precondition` `keys.key_ended`,
 * `keys.replaced_ends`; Faults `invalid` `keys.key_invalid`, `keys.expiry_out_of_range`.
 */
export async function updateKey(ctx: Context, input: z.input<typeof inputSchema>): Promise<ApiKey> {
  const { id, ...wanted } = parseInput(inputSchema, input, "keys.key_invalid");
  requirePermission(ctx.actor, "keys.write");
  const { teamId } = ctx.actor;
  const now = ctx.clock.now();

  return ctx.database.inTeam(teamId, async (tx) => {
    const before = await lockKey(tx, teamId, id);
    if (!before) throw noSuchKey();
    const change = { ...settingsOf(before), ...definedOf(wanted) };
    if (isDeepStrictEqual(change, settingsOf(before))) return before;
    assertMayChange(before, change.expiresAt, now);
    // Those that it may call already may have been deleted since.
    const added = change.deploymentIds.filter((deploymentId) => !before.deploymentIds.includes(deploymentId));
    await requireDeployments(tx, teamId, added);
    const after = await changeKey(tx, teamId, { id, ...change });
    await recordAudit(tx, ctx, {
      verb: "key.update",
      subjectType: "key",
      subjectId: id,
      before: recordOf(before),
      after: recordOf(after),
    });
    return after;
  });
}

type Settings = Pick<ApiKey, "name" | "deploymentIds" | "apis" | "allowedIps" | "expiresAt">;

function settingsOf({ name, deploymentIds, apis, allowedIps, expiresAt }: ApiKey): Settings {
  return { name, deploymentIds, apis, allowedIps, expiresAt };
}

function definedOf<T extends object>(wanted: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

function assertMayChange(before: ApiKey, expiresAt: Date | null, now: Date): void {
  const state = keyState(before, now);
  if (state === "revoked" || state === "expired") throw hasEnded();
  if (!mayExpireAt(expiresAt, now)) throw expiryOutOfRange();
  if (state === "replaced" && endsLater(expiresAt, before.expiresAt)) throw livesNoLonger();
}

function endsLater(expiresAt: Date | null, than: Date | null): boolean {
  return than !== null && (expiresAt === null || expiresAt > than);
}
