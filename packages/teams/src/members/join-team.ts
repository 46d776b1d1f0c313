import type { SystemTx } from "@millrace/db";
import { Fault } from "@millrace/kernel";
import { lockTeam } from "../lock-team.ts";
import { isOfDomains } from "../rules/email-domain.ts";
import { findTeamEntry, insertMembership } from "../store.ts";
import { findSeats } from "./store.ts";

export type Joining = {
  team: { id: string };
  person: { id: string; email: string };
  role: string;
  joinedBy: "invitation" | "sso";
  at: Date;
};

/**
 * Takes a person into a team, under its lock: a seat must be free, and the address be of the team's domains where it names
 * any. Faults `precondition` `teams.no_seat`, `teams.other_domain`, and `teams.email_unverified` for an address of such a
 * domain that was never proven.
 */
export async function joinTeam(tx: SystemTx, { team, person, role, joinedBy, at }: Joining): Promise<void> {
  await lockTeam(tx, team.id);
  const { emailDomains, isVerified } = await findTeamEntry(tx, team.id, person.id);
  if (!isOfDomains(person.email, emailDomains)) throw otherDomain();
  // The team's own provider has vouched for the address.
  if (emailDomains.length > 0 && !isVerified && joinedBy !== "sso") throw emailUnverified();
  const { seatsMax, members } = await findSeats(tx, team.id, at);
  // Whoever was invited holds a seat already; whoever comes otherwise may take one that no member has.
  if (seatsMax !== null && members >= seatsMax) throw noSeat();
  await insertMembership(tx, team.id, { personId: person.id, role, joinedBy, createdAt: at });
}

export function otherDomain(): Fault {
  return new Fault({
    kind: "precondition",
    code: "teams.other_domain",
    message: "This team takes in addresses of certain domains only. Use an address of your organisation.",
    param: "email",
  });
}

function emailUnverified(): Fault {
  return new Fault({
    kind: "precondition",
    code: "teams.email_unverified",
    message: "This team takes in addresses of certain domains only, and yours has not been confirmed yet.",
    param: "email",
  });
}

export function noSeat(): Fault {
  return new Fault({
    kind: "precondition",
    code: "teams.no_seat",
    message:
      "All seats of the team are taken. Remove a member or revoke an invitation, or ask the operator for more.",
  });
}
