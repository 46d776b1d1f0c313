import { Fault, parseInput } from "@millrace/kernel";
import { endAtProvider, type PaymentContext } from "@millrace/payments";
import { requireRecentProof, type Session } from "@millrace/people";
import { requirePermission } from "@millrace/teams";
import { z } from "zod";
import { removeBodies } from "../bodies/remove-bodies.ts";
import { type DeletionFacts, deletionStatement, proofOf } from "../rules/deletion-statement.ts";
import { countFiles, countRows, findAuditHash, insertDeletion, lockTeam, removeTeam } from "./store.ts";

const inputSchema = z.object({ name: z.string().max(1_000) });
const ALWAYS = new Date("9999-12-31T00:00:00Z");

/** What the owner takes away: the facts, the one text for them, and the proof, which stays here as well. */
export type DeletionCertificate = DeletionFacts & { statement: string; proof: string };

/**
 * Deletes a team and everything that is its own, once its name is written as it stands there. Whoever deletes has proved
 * within minutes who they are. First the payment provider ends the plan and charges what was used, and as long as it cannot nothing
 * is deleted; then the bodies of requests go, batch by batch; all else in one transaction. Faults `invalid` `privacy.name_differs`,
 * `unavailable` `privacy.still_removing`: ask again to go on; those of `requireRecentProof` and `endAtProvider`.
 */
export async function deleteTeam(
  ctx: PaymentContext & { session: Session },
  input: z.infer<typeof inputSchema>,
): Promise<DeletionCertificate> {
  const { name } = parseInput(inputSchema, input, "privacy.deletion_invalid");
  const { actor, clock, database, session } = ctx;
  requirePermission(actor, "team.delete");
  requireRecentProof(session, clock);
  const { teamId } = actor;
  const at = clock.now();
  requireSame(await database.inSystem((tx) => lockTeam(tx, teamId)), name);
  await endAtProvider(ctx);
  const bodies = await removeBodies(ctx, ALWAYS);
  return database.inSystem(async (tx) => {
    requireSame(await lockTeam(tx, teamId), name);
    const rows = await countRows(tx, teamId);
    const counts = {
      rows: { ...rows, request_bodies: (rows.request_bodies ?? 0) + bodies },
      ...(await countFiles(tx, teamId)),
    };
    const auditHash = await findAuditHash(tx, teamId);
    const facts = { teamId, at, ...counts, auditHash: auditHash && Buffer.from(auditHash).toString("hex") };
    const statement = deletionStatement(facts);
    const proof = proofOf(statement);
    await removeTeam(tx, teamId);
    const proofBytes = Uint8Array.from(Buffer.from(proof, "hex"));
    await insertDeletion(tx, { teamId, at, counts, auditHash, proof: proofBytes });
    return { ...facts, statement, proof };
  });
}

function requireSame(team: { name: string } | null, name: string): void {
  if (team?.name === name.trim()) return;
  throw new Fault({
    kind: "invalid",
    code: "privacy.name_differs",
    message: "That is not the name of this team. Write it as it stands there.",
    param: "name",
  });
}
