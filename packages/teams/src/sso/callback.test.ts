import { NO_ORIGIN } from "@millrace/kernel";
import type { Outgoing } from "@millrace/outgoing";
import { type TestTeam, testDatabase } from "@millrace/testing";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { finishSso } from "./finish-sso.ts";
import { account, signInWorld } from "./sign-in.fixture.ts";

const db = await testDatabase();
const { world, provider, teamWithSso, begin, finish, membersOf } = await signInWorld(db);
afterAll(() => provider.close());

const REFUSED = (reason: string) => expect.objectContaining({ admitted: false, reason });

describe("what a browser brings back", () => {
  let team: TestTeam;
  beforeEach(async () => {
    team = await teamWithSso();
    provider.account = account();
  });

  test("works once", async () => {
    const { url, flow } = await begin(team);
    const callbackUrl = await provider.visit(url);
    expect(await finish(flow, callbackUrl)).toMatchObject({ admitted: true });
    expect(await finish(flow, callbackUrl)).toEqual(REFUSED("invalid"));
  });

  test("belongs to the flow of this browser: state, nonce and proof are its own", async () => {
    const mine = await begin(team);
    const eves = await begin(team);
    const callbackUrl = await provider.visit(mine.url);
    expect(await finish(eves.flow, callbackUrl)).toEqual(REFUSED("invalid"));
    for (const key of ["state", "nonce", "codeVerifier"] as const) {
      const { url, flow } = await begin(team);
      const other = { ...flow, [key]: eves.flow[key] };
      expect(await finish(other, await provider.visit(url)), key).toEqual(REFUSED("invalid"));
    }
    expect(await membersOf(team)).toEqual([]);
  });

  test.each([
    ["without a state", (url: URL) => url.searchParams.delete("state")],
    ["with two states", (url: URL) => url.searchParams.append("state", "x")],
    ["without a code", (url: URL) => url.searchParams.delete("code")],
    ["with another code", (url: URL) => url.searchParams.set("code", "guess")],
    ["of another issuer", (url: URL) => url.searchParams.set("iss", "https://evil.example")],
    ["of no issuer where the provider names itself", (url: URL) => url.searchParams.delete("iss")],
    ["at another address", (url: URL) => (url.pathname = "/api/sso/other-abcdef/callback")],
    ["at another host", (url: URL) => (url.host = "evil.example")],
  ])("%s is refused", async (_what, change) => {
    const { url, flow } = await begin(team);
    const callbackUrl = await provider.visit(url);
    change(callbackUrl);
    expect(await finish(flow, callbackUrl)).toEqual(REFUSED("invalid"));
    expect(await membersOf(team)).toEqual([]);
  });

  test("after ten minutes is refused", async () => {
    const { url, flow } = await begin(team);
    const callbackUrl = await provider.visit(url);
    world.clock.advance(10 * 60_000 + 1);
    expect(await finish(flow, callbackUrl)).toEqual(REFUSED("invalid"));
  });

  test("after the team changed its provider or ended single sign-on is refused", async () => {
    const { url, flow } = await begin(team);
    const callbackUrl = await provider.visit(url);
    await db.sql("UPDATE sso_connections SET client_id = 'another' WHERE team_id = $1", [team.teamId]);
    expect(await finish(flow, callbackUrl)).toEqual(REFUSED("invalid"));
    await db.sql("DELETE FROM sso_connections WHERE team_id = $1", [team.teamId]);
    expect(await finish(flow, callbackUrl)).toEqual(REFUSED("invalid"));
  });

  test("while the team ends single sign-on is refused, and nobody is made", async () => {
    const { url, flow } = await begin(team);
    const callbackUrl = await provider.visit(url);
    const { outgoing } = world.system;
    const meanwhile: Outgoing = {
      ...outgoing,
      fetch: async (target, init) => {
        await db.sql("DELETE FROM sso_connections WHERE team_id = $1", [team.teamId]);
        return outgoing.fetch(target, init);
      },
    };
    const ctx = { ...world.system, outgoing: meanwhile };
    const answer = await finishSso(ctx, { flow, callbackUrl, origin: NO_ORIGIN, session: null });
    expect(answer).toEqual(REFUSED("invalid"));
    expect(await membersOf(team)).toEqual([]);
  });

  test("for one team opens no other of the same provider", async () => {
    const other = await teamWithSso();
    const { url, flow } = await begin(team);
    const callbackUrl = await provider.visit(url);
    const answer = await finish({ ...flow, teamId: other.teamId }, callbackUrl);
    // The flow is sealed by us; if it were not, the team that it names would still be the one that is entered.
    expect(answer).toMatchObject({ admitted: true, team: { id: other.teamId } });
    expect(await membersOf(team)).toEqual([]);
  });

  test("with a client secret that is not right is refused", async () => {
    const { issuer, clientId } = provider;
    await world.save(team, { issuer, clientId, clientSecret: "not the secret" });
    const { url, flow } = await begin(team);
    expect(await finish(flow, await provider.visit(url))).toEqual(REFUSED("invalid"));
  });
});
