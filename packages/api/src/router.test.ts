import type { Context } from "@millrace/db";
import { type Actor, NO_ORIGIN, newId } from "@millrace/kernel";
import type { Session } from "@millrace/people";
import type { Member } from "@millrace/teams";
import { expect, test } from "vitest";
import { makeTeamWithDeployment, RESOURCES } from "./deployment.fixture.ts";
import { appRouter } from "./router.ts";

function signedIn(actor: Actor): { session: Session; member: Member } {
  const person = { id: actor.personId ?? "", email: actor.label, name: "Ada" };
  const session: Session = {
    id: newId(),
    person,
    method: "password",
    ssoTeamId: null,
    secondFactorAt: null,
    provedAt: new Date(),
    isOperator: false,
    origin: NO_ORIGIN,
  };
  const team = { id: actor.teamId, handle: "team-abcdef", name: "Team", currency: "USD" };
  return { session, member: { actor, person, team, session } };
}

function callerFor({ database, clock, actor }: Context) {
  return appRouter.createCaller({
    database,
    clock,
    requestId: newId(),
    origin: NO_ORIGIN,
    ...signedIn(actor),
  });
}

test("whoever is not signed in is refused by every procedure, before its input is looked at", async () => {
  const { ctx } = await makeTeamWithDeployment();
  const { database, clock } = ctx;
  const nobody = appRouter.createCaller({
    database,
    clock,
    requestId: newId(),
    session: null,
    member: null,
    origin: NO_ORIGIN,
  });
  const paths = Object.keys(appRouter._def.procedures);
  expect(paths.length).toBeGreaterThan(0);
  for (const path of paths) {
    const [domain = "", name = ""] = path.split(".");
    const call = Reflect.get(Reflect.get(nobody, domain), name) as (input: unknown) => Promise<unknown>;
    await expect(call({}), path).rejects.toMatchObject({ code: "UNAUTHORIZED" });
  }
});

test("a key is made, shown once, and revoked", async () => {
  const { ctx } = await makeTeamWithDeployment();
  const caller = callerFor(ctx);
  const { key, secret } = await caller.keys.create({ name: "laptop" });
  expect(secret.endsWith(key.lastFour)).toBe(true);
  expect(await caller.keys.revoke({ id: key.id })).toMatchObject({ id: key.id, revokedAt: expect.any(Date) });
});

test("a deployment is changed, stopped and deleted through the same verbs as everywhere", async () => {
  const { ctx, deployment } = await makeTeamWithDeployment();
  const caller = callerFor(ctx);
  const { id, name } = deployment;
  const resources = { ...RESOURCES, queueRequestsMax: 7 };
  const settings = { ...deployment.settings, residency: "on_demand" as const, cacheBytesMax: 2 ** 20 };
  const changed = await caller.deployments.update({
    id,
    resources,
    settings,
    expectedGeneration: deployment.generation,
  });
  expect(changed).toMatchObject({ resources, settings });
  expect(await caller.deployments.setWanted({ id, wanted: "stopped" })).toMatchObject({ state: "stopped" });
  await caller.deployments.delete({ id, name });
  expect(await caller.deployments.list()).toEqual([]);
});

test("a role without the right is told so by a stable code", async () => {
  const { as } = await makeTeamWithDeployment();
  await expect(callerFor(as("viewer")).keys.create({ name: "laptop" })).rejects.toMatchObject({
    code: "FORBIDDEN",
    cause: { code: "teams.not_allowed" },
  });
});

test("an input of another shape is refused without reaching a verb", async () => {
  const { ctx } = await makeTeamWithDeployment();
  const create = callerFor(ctx).keys.create as unknown as (input: unknown) => Promise<unknown>;
  await expect(create({ name: 7 })).rejects.toMatchObject({
    code: "BAD_REQUEST",
    cause: { code: "api.invalid" },
  });
});
