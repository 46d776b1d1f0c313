import { NO_ORIGIN, newId } from "@millrace/kernel";
import type { Session } from "@millrace/people";
import type { TestDatabase, TestTeam } from "@millrace/testing";
import { beginSso } from "./begin-sso.ts";
import { finishSso } from "./finish-sso.ts";
import { type Account, startProvider } from "./provider.fixture.ts";
import type { SsoAnswer } from "./sso-answer.ts";
import type { SsoFlow } from "./sso-flow.ts";
import { ssoWorld } from "./sso-team.fixture.ts";

export const CALLBACK = "http://localhost:3000/api/sso/callback";

const origin = { ...NO_ORIGIN, address: "203.0.113.7" };

/** An account that nobody has been before, of the domain of teams in tests. */
export function account(over: Partial<Account> = {}): Account {
  const sub = newId();
  return { sub, email: `${sub}@acme.example`, email_verified: true, name: "Grace Hopper", ...over };
}

export function personOf(answer: SsoAnswer): string {
  if (!answer.admitted) throw new Error(`refused: ${answer.reason}: ${answer.internal}`);
  return answer.personId;
}

/** Teams that sign their people in through a real provider, and browsers that go there and come back. */
export async function signInWorld(db: TestDatabase) {
  const world = ssoWorld(db);
  const provider = await startProvider([CALLBACK]);
  const begin = ({ handle }: TestTeam) => beginSso(world.system, { handle, redirectUri: CALLBACK, origin });
  const finish = (flow: SsoFlow, callbackUrl: URL, session: Session | null = null): Promise<SsoAnswer> =>
    finishSso(world.system, { flow, callbackUrl, origin, session });
  return {
    world,
    provider,
    begin,
    finish,
    teamWithSso: async (): Promise<TestTeam> => {
      const team = await world.makeTeam(provider.issuer);
      const { issuer, clientId, clientSecret } = provider;
      await world.save(team, { issuer, clientId, clientSecret });
      return team;
    },
    /** From our page to the provider's and back, as this account. */
    signIn: async (team: TestTeam, who: Account, session: Session | null = null): Promise<SsoAnswer> => {
      provider.account = who;
      const { url, flow } = await begin(team);
      return finish(flow, await provider.visit(url), session);
    },
    /** Whoever came into the team through the provider. */
    membersOf: ({ teamId }: TestTeam) =>
      db.sql("SELECT person_id, role, joined_by FROM memberships WHERE team_id = $1 AND joined_by = 'sso'", [
        teamId,
      ]),
  };
}
