import { recordAudit } from "@millrace/audit";
import type { SystemContext } from "@millrace/db";
import type { Member } from "../member.ts";

const SESSIONS_REMEMBERED_MAX = 10_000;
const told = new Set<string>();

/** Tells the team, once a session and process, that an owner came in past the provider that it demands. */
export async function recordBreakGlass({ database, clock }: SystemContext, member: Member): Promise<void> {
  const { actor, session } = member;
  const entrance = `${actor.teamId} ${session.id}`;
  if (told.has(entrance)) return;
  await database.inSystem((tx) =>
    recordAudit(
      tx,
      { actor, clock },
      {
        verb: "sso.bypass",
        subjectType: "session",
        subjectId: session.id,
        after: { method: session.method },
      },
    ),
  );
  told.add(entrance);
  const [oldest] = told;
  if (told.size > SESSIONS_REMEMBERED_MAX && oldest !== undefined) told.delete(oldest);
}
