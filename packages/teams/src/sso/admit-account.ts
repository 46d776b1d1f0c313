import { recordAudit } from "@millrace/audit";
import type { SystemTx } from "@millrace/db";
import { type Actor, Fault, type Origin } from "@millrace/kernel";
import { addPerson, type Person, personNameSchema, preparePerson, type Session } from "@millrace/people";
import { joinTeam } from "../members/join-team.ts";
import { decideEntry } from "./rules/decide-entry.ts";
import type { ProviderAccount } from "./rules/read-claims.ts";
import type { SsoAnswer } from "./sso-answer.ts";
import type { SsoContext } from "./sso-connection.ts";
import {
  findPersonById,
  findPersonFacts,
  findTeamById,
  linkAccount,
  lockEntry,
  type TeamWithSso,
} from "./store.ts";

/**
 * Takes somebody in whom the provider has just vouched for. Faults of `joinTeam`; Fault `conflict` `teams.sso_again` when
 * the person was made by another way at the same moment.
 */
export async function admitAccount(
  ctx: SsoContext,
  found: TeamWithSso,
  account: ProviderAccount,
  { origin, session }: { origin: Origin; session: Session | null },
): Promise<SsoAnswer> {
  const { team, connection } = found;
  const newcomer = await preparePerson({ email: account.email, name: nameOf(account) });
  return ctx.database.inSystem(async (tx): Promise<SsoAnswer> => {
    await lockEntry(tx, team.id, account.email);
    // While the provider was asked, the team may have changed it, or ended single sign-on.
    const present = await findTeamById(tx, team.id);
    if (present?.connection.updatedAt.getTime() !== connection.updatedAt.getTime()) {
      return { admitted: false, reason: "invalid" };
    }
    const entry = decideEntry({
      account,
      emailDomains: connection.emailDomains,
      person: await findPersonFacts(tx, team.id, { issuer: connection.issuer, ...account }),
      signedInPersonId: session !== null && session.ssoTeamId === null ? session.person.id : null,
    });
    if (entry.kind === "refused") return { admitted: false, reason: entry.reason };
    const at = ctx.clock.now();
    if (entry.personId === null && !(await addPerson(tx, newcomer, at))) throw takenMeanwhile();
    const person = await personIn(tx, entry.personId ?? newcomer.id);
    const step: Step = { ctx, found, person, account, address: origin.address };
    if (entry.joins) await join(tx, step);
    if (entry.links) await link(tx, step);
    return { admitted: true, personId: person.id, team };
  });
}

type Step = {
  ctx: SsoContext;
  found: TeamWithSso;
  person: Person;
  account: ProviderAccount;
  address: string | null;
};

async function join(tx: SystemTx, step: Step): Promise<void> {
  const { ctx, found, person } = step;
  const role = found.connection.defaultRole;
  await joinTeam(tx, { team: found.team, person, role, joinedBy: "sso", at: ctx.clock.now() });
  await recordAudit(
    tx,
    { clock: ctx.clock, actor: themselves(step) },
    {
      verb: "member.join",
      subjectType: "member",
      subjectId: person.id,
      after: { email: person.email, role, joinedBy: "sso" },
    },
  );
}

async function link(tx: SystemTx, step: Step): Promise<void> {
  const { ctx, found, person, account } = step;
  const { issuer } = found.connection;
  const linkedAt = ctx.clock.now();
  await linkAccount(tx, found.team.id, {
    personId: person.id,
    issuer,
    subject: account.subject,
    label: account.email,
    linkedAt,
  });
  await recordAudit(
    tx,
    { clock: ctx.clock, actor: themselves(step) },
    {
      verb: "sso.link",
      subjectType: "member",
      subjectId: person.id,
      after: { email: person.email, account: account.email, issuer },
    },
  );
}

/** Whoever comes in acts for themselves; of a role nothing is known before they are in. */
function themselves({ found, person, address }: Step): Actor {
  return { teamId: found.team.id, personId: person.id, role: "", label: person.email, address };
}

async function personIn(tx: SystemTx, id: string): Promise<Person> {
  const person = await findPersonById(tx, id);
  if (!person) throw takenMeanwhile();
  return person;
}

/** A name that people may have, whatever the provider calls them. */
function nameOf({ name, email }: ProviderAccount): string {
  const parsed = personNameSchema.safeParse(name);
  return parsed.success ? parsed.data : email.slice(0, email.lastIndexOf("@"));
}

/** Made by another way in between two looks. */
function takenMeanwhile(): Fault {
  return new Fault({
    kind: "conflict",
    code: "teams.sso_again",
    message: "Your account was being made elsewhere at the same moment. Sign in again.",
  });
}
