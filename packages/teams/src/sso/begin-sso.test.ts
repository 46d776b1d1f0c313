import { NO_ORIGIN } from "@millrace/kernel";
import { makeTeam, testDatabase } from "@millrace/testing";
import { afterAll, describe, expect, test } from "vitest";
import { beginSso } from "./begin-sso.ts";
import { startProvider, testOutgoing } from "./provider.fixture.ts";
import { account, CALLBACK, signInWorld } from "./sign-in.fixture.ts";

const db = await testDatabase();
const { world, provider, teamWithSso, begin, finish } = await signInWorld(db);
afterAll(() => provider.close());

const origin = NO_ORIGIN;

describe("beginSso", () => {
  test("asks for a code with proof, state and nonce, each new", async () => {
    const team = await teamWithSso();
    const starts = [await begin(team), await begin(team)];
    const queries = starts.map(({ url }) => new URL(url).searchParams);
    for (const query of queries) {
      expect(Object.fromEntries(query)).toMatchObject({
        response_type: "code",
        code_challenge_method: "S256",
        redirect_uri: CALLBACK,
        scope: "openid email profile",
      });
    }
    for (const name of ["state", "nonce", "code_challenge"]) {
      expect(new Set(queries.map((query) => query.get(name))).size, name).toBe(2);
    }
    expect(starts[0]?.url).not.toContain(starts[0]?.flow.codeVerifier);
  });

  test("a team without single sign-on and one that does not exist are told alike", async () => {
    const { handle } = await makeTeam(db);
    const answers = await Promise.all(
      [handle, "no-such-team-abc123", "", "../x", "' OR 1=1 --"].map((one) =>
        beginSso(world.system, { handle: one, redirectUri: CALLBACK, origin }).catch((err) => err),
      ),
    );
    for (const answer of answers) {
      expect(answer).toMatchObject({ kind: "not_found", code: "teams.no_sso" });
      expect(answer.message).toBe(answers[0].message);
    }
  });

  test("whoever sets out again and again is stopped, and only they", async () => {
    const [near, far] = ["192.0.2.1", "192.0.2.2"].map((address) => ({ ...NO_ORIGIN, address }));
    const setOut = (from = near) =>
      beginSso(world.system, {
        handle: "no-such-team-abc123",
        redirectUri: CALLBACK,
        origin: from ?? NO_ORIGIN,
      }).catch(({ code }) => code);
    for (let departure = 0; departure < 300; departure++) expect(await setOut()).toBe("teams.no_sso");
    expect(await setOut()).toBe("people.too_many_attempts");
    expect(await setOut(far)).toBe("teams.no_sso");
    world.clock.advance(15 * 60_000);
    expect(await setOut()).toBe("teams.no_sso");
  });

  test("a provider that is away is told apart, before and after", async () => {
    const away = await startProvider([CALLBACK]);
    const team = await world.makeTeam(away.issuer);
    await world.save(team, { issuer: away.issuer, clientId: away.clientId, clientSecret: away.clientSecret });
    away.account = account();
    const { url, flow } = await begin(team);
    const callbackUrl = await away.visit(url);
    await away.close();
    await expect(finish(flow, callbackUrl)).rejects.toMatchObject({
      kind: "unavailable",
      code: "outgoing.failed",
    });
    const elsewhere = { ...world.system, outgoing: testOutgoing() };
    await expect(
      beginSso(elsewhere, { handle: team.handle, redirectUri: CALLBACK, origin }),
    ).rejects.toMatchObject({
      kind: "unavailable",
    });
  });
});
