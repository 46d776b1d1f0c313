import { recordPersonAudit } from "@millrace/audit";
import type { SystemContext } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import { z } from "zod";
import { localeSchema, personNameSchema } from "../person.ts";
import { requireOwnSession } from "../sessions/proof.ts";
import type { Session } from "../sessions/session.ts";
import { updatePerson } from "../store.ts";

const inputSchema = z.object({ name: personNameSchema.optional(), locale: localeSchema.optional() });

/** What one is called, and in which language mails come. Fault `invalid` `people.profile_invalid`. */
export async function updateProfile(
  { database, clock }: SystemContext,
  session: Session,
  input: { name?: string | undefined; locale?: "en" | "zh-CN" | undefined },
): Promise<void> {
  const { name, locale } = parseInput(inputSchema, input, "people.profile_invalid");
  requireOwnSession(session);
  const { person, origin } = session;
  await database.inSystem(async (tx) => {
    await updatePerson(tx, person.id, {
      ...(name !== undefined && { name }),
      ...(locale !== undefined && { locale }),
    });
    if (name === undefined || name === person.name) return;
    await recordPersonAudit(
      tx,
      { clock, person, address: origin.address },
      {
        verb: "person.rename",
        subjectType: "person",
        subjectId: person.id,
        before: { name: person.name },
        after: { name },
      },
    );
  });
}
