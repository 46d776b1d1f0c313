import type { SystemTx } from "@millrace/db";
import { Fault } from "@millrace/kernel";
import { lockTeam } from "../locking/store.ts";
import { isOfDomains } from "../rules/email-domain.ts";
import { findEmailDomains, insertMembership, isEmailVerified } from "../store.ts";
import { requireFreeSeat, requireReservedSeat } from "./seats.ts";

export type Joining = {
  team: { id: string };
  person: { id: string; email: string };
  role: string;
  /** Who comes by an invitation has a seat by it. */
  joinedBy: "invitation" | "sso";
  at: Date;
};

/**
 * Makes somebody a member; the caller records it. Fault `precondition` `teams.no_seat`; Fault `forbidden`
 * `teams.other_domain`, and `teams.email_unverified` where the team names domains and the address was never proven.
 */
export async function joinTeam(tx: SystemTx, { team, person, role, joinedBy, at }: Joining): Promise<void> {
  await lockTeam(tx, team.id);
  const domains = await findEmailDomains(tx, team.id);
  if (!isOfDomains(person.email, domains)) throw otherDomain();
  // Whoever was handed a link can write down any address; for the others the team's own provider vouches.
  const isVouchedFor = joinedBy === "sso" || domains.length === 0 || (await isEmailVerified(tx, person.id));
  if (!isVouchedFor) throw emailUnverified();
  if (joinedBy === "invitation") await requireReservedSeat(tx, team.id, at);
  else await requireFreeSeat(tx, team.id, at);
  await insertMembership(tx, team.id, { personId: person.id, role, joinedBy, createdAt: at });
}

export function otherDomain(): Fault {
  return new Fault({
    kind: "forbidden",
    code: "teams.other_domain",
    message: "This team takes only e-mail addresses of certain domains. This is not one of them.",
    param: "email",
  });
}

function emailUnverified(): Fault {
  return new Fault({
    kind: "forbidden",
    code: "teams.email_unverified",
    message:
      "This team takes only e-mail addresses of certain domains, and yours has not been confirmed yet.",
    param: "email",
  });
}
