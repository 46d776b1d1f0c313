import { recordAudit } from "@millrace/audit";
import type { Context } from "@millrace/db";
import { Fault, newId } from "@millrace/kernel";
import { requireRoomForBytes } from "@millrace/quotas";
import { requirePermission } from "@millrace/teams";
import { findExports, insertExport, lockExports } from "./store.ts";
import { EXPORT_DAYS, EXPORTS_MAX, type TeamExport } from "./team-export.ts";

const DAY_MS = 24 * 3_600_000;

/**
 * Asks for an export of all of the team's data; it is made in the background, one at a time.
 * Faults `conflict` `privacy.export_pending`, `limit_exceeded` `privacy.too_many_exports`, `quotas.stored_bytes_exceeded`.
 */
export async function requestExport(ctx: Context): Promise<TeamExport> {
  const { actor, clock, database } = ctx;
  requirePermission(actor, "privacy.write");
  const { teamId, personId } = actor;
  const id = newId();
  const requestedAt = clock.now();
  const expiresAt = new Date(requestedAt.getTime() + EXPORT_DAYS * DAY_MS);
  return database.inTeam(teamId, async (tx) => {
    await lockExports(tx, teamId);
    const present = await findExports(tx, teamId, requestedAt);
    if (present.some(({ state }) => state === "pending")) throw pending();
    if (present.filter(({ state }) => state === "ready").length >= EXPORTS_MAX) throw tooMany();
    await requireRoomForBytes(tx, { clock, teamId });
    await insertExport(tx, teamId, { id, requestedBy: personId, requestedAt, expiresAt });
    await recordAudit(tx, ctx, { verb: "export.request", subjectType: "export", subjectId: id });
    const [requested] = (await findExports(tx, teamId, requestedAt)).filter((one) => one.id === id);
    return requested ?? { id, state: "pending", requestedAt, requestedBy: null, expiresAt };
  });
}

function pending(): Fault {
  return new Fault({
    kind: "conflict",
    code: "privacy.export_pending",
    message: "An export of this team is being made already.",
  });
}

function tooMany(): Fault {
  return new Fault({
    kind: "limit_exceeded",
    code: "privacy.too_many_exports",
    message: `This team has ${EXPORTS_MAX} exports. Each is removed ${EXPORT_DAYS} days after it was made; download one of them, or ask again then.`,
  });
}
