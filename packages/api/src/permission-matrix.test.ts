import type { Context } from "@millrace/db";
import { type Actor, newId } from "@millrace/kernel";
import { BUILT_IN_ROLES, may, PERMISSIONS } from "@millrace/teams";
import { expect, test } from "vitest";
import { z } from "zod";
import { callByMember, callByNobody, callByPerson } from "./api-context.fixture.ts";
import type { ApiContext } from "./context.ts";
import { makeTeamWithDeployment } from "./deployment.fixture.ts";
import { proceduresOf } from "./procedures.fixture.ts";
import { appRouter } from "./router.ts";
import type { Access } from "./trpc.ts";

/** Every procedure with what it declares; nothing here knows any of them by name. */
const PROCEDURES = proceduresOf(appRouter);

const { ctx } = await makeTeamWithDeployment();

/** Who may call: nobody, somebody in no team, an operator, and members of every kind. */
const CALLERS: { name: string; call: ApiContext; actor: Actor | null }[] = [
  { name: "nobody", call: callByNobody(ctx), actor: null },
  { name: "somebody outside", call: callByPerson(ctx, stranger()), actor: null },
  { name: "an operator outside", call: callByPerson(ctx, { ...stranger(), isOperator: true }), actor: null },
  ...BUILT_IN_ROLES.map((role) => asMember(role, { ...ctx.actor, role })),
  throughSso(asMember("an owner through the team's provider", { ...ctx.actor, role: "owner" })),
  asMember("a role that nobody knows", { ...ctx.actor, role: "root" }),
  asMember("an own role with nothing", { ...ctx.actor, role: newId(), grants: [] }),
  ...PERMISSIONS.map((permission) =>
    asMember(`an own role with ${permission} alone`, { ...ctx.actor, role: newId(), grants: [permission] }),
  ),
];

function stranger() {
  return { id: newId(), email: "stranger@example.test" };
}

function asMember(name: string, actor: Actor) {
  const as: Context = { ...ctx, actor };
  return { name, call: callByMember(as), actor };
}

/** In a session that holds in this team alone. */
function throughSso(caller: ReturnType<typeof asMember>) {
  const { session } = caller.call;
  if (!session) throw new Error("nobody is signed in");
  const confined = { ...session, method: "sso" as const, ssoTeamId: ctx.actor.teamId };
  return { ...caller, call: { ...caller.call, session: confined } };
}

test("every procedure declares who may call it", () => {
  expect(PROCEDURES.filter(({ access }) => access === undefined).map(({ path }) => path)).toEqual([]);
});

test("every procedure refuses a field that it does not know, at any depth", () => {
  for (const { path, inputs } of PROCEDURES) {
    for (const input of inputs) {
      const objects = objectsIn(z.toJSONSchema(input, { io: "input", unrepresentable: "any" }));
      expect(objects.length, path).toBeGreaterThan(0);
      for (const object of objects) expect(Reflect.get(object, "additionalProperties"), path).toBe(false);
    }
  }
});

/** Every object that a schema takes, itself and inside of itself. */
function objectsIn(node: unknown): object[] {
  if (typeof node !== "object" || node === null) return [];
  const inside = Object.values(node).flatMap(objectsIn);
  return Reflect.get(node, "type") === "object" ? [node, ...inside] : inside;
}

test("every procedure lets in whom it declares and nobody else, before its input is looked at", async () => {
  let cells = 0;
  for (const { path, access } of PROCEDURES) {
    for (const { name, call, actor } of CALLERS) {
      const code = await answerTo(call, path);
      expect(isRefusal(code), `${path} called by ${name} answers ${code}`).toBe(
        refusalFor(access, call, actor) !== null,
      );
      const expected = refusalFor(access, call, actor);
      if (expected !== null) expect(code, `${path} called by ${name}`).toBe(expected);
      cells += 1;
    }
  }
  process.stdout.write(
    `permission matrix: ${PROCEDURES.length} procedures × ${CALLERS.length} callers = ${cells} calls\n`,
  );
});

const REFUSALS = ["api.unauthenticated", "api.not_found", "teams.not_allowed", "people.confined_session"];

function isRefusal(code: string): boolean {
  return REFUSALS.includes(code);
}

/** What this caller has to be told; null: the call goes through, to fail at its empty input at most. */
function refusalFor(access: Access | undefined, call: ApiContext, actor: Actor | null): string | null {
  if (access?.access === "public") return null;
  if (!call.session) return "api.unauthenticated";
  if (access?.access === "person") return call.session.ssoTeamId === null ? null : "people.confined_session";
  if (access?.access === "operator") return call.session.isOperator ? null : "api.not_found";
  if (actor === null) return "api.not_found";
  return access?.access === "team" && may(actor, access.permission) ? null : "teams.not_allowed";
}

/** The code of the fault that a call without any input ends with, or `ok`. */
async function answerTo(call: ApiContext, path: string): Promise<string> {
  const caller = appRouter.createCaller(call);
  const procedure = path.split(".").reduce<unknown>((node, name) => Reflect.get(Object(node), name), caller);
  try {
    await (procedure as (input: unknown) => Promise<unknown>)(Object.create(null));
    return "ok";
  } catch (error) {
    return String(Reflect.get(Object(Reflect.get(Object(error), "cause")), "code"));
  }
}
