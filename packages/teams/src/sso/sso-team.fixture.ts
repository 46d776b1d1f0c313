import type { Context } from "@millrace/db";
import type { Outgoing } from "@millrace/outgoing";
import { createSecrets, openKeyRing, type Secrets } from "@millrace/secrets";
import { type FakeClock, fakeClock, makeTeam, type TestDatabase, type TestTeam } from "@millrace/testing";
import { testOutgoing } from "./provider.fixture.ts";
import { domainRecord } from "./rules/domain-record.ts";
import { saveSso } from "./save-sso.ts";
import type { SsoConnection, SsoContext, SsoInput, SsoMeans } from "./sso-connection.ts";

const keys = openKeyRing({ kind: "given", keys: ["only-for-tests-and-32-characters-long"] });

export type SsoWorld = {
  clock: FakeClock;
  outgoing: Outgoing;
  secrets: Secrets;
  system: SsoContext;
  /** A team whose domain says that this issuer may vouch for it. */
  makeTeam(issuer: string, domain?: string): Promise<TestTeam>;
  publish(domain: string, at: { teamId: string; issuer: string }): void;
  as(team: TestTeam, role: string): Context & SsoMeans;
  save(team: TestTeam, input: Partial<SsoInput> & { issuer: string }): Promise<SsoConnection>;
};

/** What single sign-on of tests happens in: a database, name servers and a way to providers on this machine. */
export function ssoWorld(db: TestDatabase, trustedDomains: string[] = []): SsoWorld {
  const clock = fakeClock();
  const records = new Map<string, string[]>();
  const outgoing = testOutgoing(records);
  const secrets = createSecrets({ keys, clock });
  const means = { secrets, outgoing, trustedDomains };
  const world: SsoWorld = {
    clock,
    outgoing,
    secrets,
    system: { database: db.database, clock, ...means },
    makeTeam: async (issuer, domain = "acme.example") => {
      const team = await makeTeam(db, clock);
      world.publish(domain, { teamId: team.teamId, issuer });
      return team;
    },
    publish: (domain, at) => {
      const { name, value } = domainRecord(domain, at);
      records.set(name, [...(records.get(name) ?? []), value]);
    },
    as: (team, role) => ({ ...team.as(role), ...means }),
    save: (team, input) =>
      saveSso(world.as(team, "owner"), {
        clientId: "millrace",
        clientSecret: null,
        emailDomains: ["acme.example"],
        defaultRole: "developer",
        required: false,
        ...input,
      }),
  };
  return world;
}
