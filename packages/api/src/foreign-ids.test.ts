import { inspect } from "node:util";
import { newId } from "@millrace/kernel";
import { fillTeam, tenantTables } from "@millrace/testing";
import { expect, test } from "vitest";
import type { z } from "zod";
import { callByMember } from "./api-context.fixture.ts";
import { db, makeTeamWithDeployment } from "./deployment.fixture.ts";
import { proceduresOf } from "./procedures.fixture.ts";
import { appRouter } from "./router.ts";
import { asksForRole, inputNaming } from "./sample-input.fixture.ts";

/** What a timer and the scheduler add to the quickest of some rounds. */
const NOISE_MS = 2;

const canary = `canary-b-${newId()}`;
const [attacker, victim] = [await makeTeamWithDeployment(), await makeTeamWithDeployment("victims-own")];
const victimId = victim.ctx.actor.teamId;
await fillTeam(db, victimId, canary);

const call = callByMember(attacker.ctx);
const handle = String(call.member?.team.handle);
await db.sql("UPDATE teams SET handle = $1 WHERE id = $2", [handle, attacker.ctx.actor.teamId]);
await db.sql(
  `INSERT INTO sessions (id, person_id, token_hash, method, proved_at, created_at, last_seen_at, expires_at)
   VALUES ($1, $2, '', 'password', now(), now(), now(), 'infinity')`,
  [call.session?.id, attacker.ctx.actor.personId],
);
const TEAM_PROCEDURES = proceduresOf(appRouter).filter(({ access }) => access?.access === "team");

/** Every row of the victim, as text. */
async function victimsRows(): Promise<string> {
  const tables = await tenantTables(db);
  const rows = await Promise.all(
    tables.map(({ name }) =>
      db.sql(`SELECT t::text AS row FROM "${name}" t WHERE team_id = $1 ORDER BY 1`, [victimId]),
    ),
  );
  return JSON.stringify(rows);
}

/** Every id that stands in a row of the victim. */
async function victimsIds(): Promise<string[]> {
  const ids = [...(await victimsRows()).matchAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g)].map(([id]) => id);
  return [...new Set(ids)].filter((id) => !JSON.stringify(attacker.ctx.actor).includes(id));
}

/** What a call answers, without what is by nature different in each. */
async function answerTo(path: string, input: unknown): Promise<string> {
  const procedure = path
    .split(".")
    .reduce<unknown>((node, name) => Reflect.get(Object(node), name), appRouter.createCaller(call));
  try {
    const result = await (procedure as (input: unknown) => Promise<unknown>)(input);
    if (Symbol.asyncIterator in Object(result)) {
      await (result as AsyncGenerator).next();
    }
    return `ok ${JSON.stringify(result, (_, value) => (typeof value === "bigint" ? String(value) : value))}`;
  } catch (error) {
    const cause = Object(Reflect.get(Object(error), "cause"));
    return `${Reflect.get(cause, "code")}: ${Reflect.get(cause, "message")}`;
  }
}

const nothing = () => ({ id: newId(), name: `none-${newId().slice(-12)}`, role: newId() });

/** What asks for a thing; a name that makes or renames something asks for none. */
async function takingProcedures(): Promise<{ path: string; schema: z.ZodType; missing: string }[]> {
  const taking = [];
  for (const { path, inputs } of TEAM_PROCEDURES) {
    const schema = inputs[0] as z.ZodType | undefined;
    const named = nothing();
    const input = schema && inputNaming(schema, named);
    if (!schema || !input) continue;
    const missing = await answerTo(path, input);
    expect(missing, `the sample for ${path} gets past its schema`).not.toMatch(/^\w+\.\w*invalid/);
    const isOfName = !inspect(input, { depth: null }).includes(named.id) && !asksForRole(schema);
    if (missing.startsWith("ok") && isOfName) continue;
    taking.push({ path, schema, missing });
  }
  return taking;
}

/** Grows with the procedures and the tables. */
const WALK_TIMEOUT_MS = 180_000;

const taking = await takingProcedures();

test("another team's ids and names, in every procedure that takes one, are answered as what does not exist, and change nothing", {
  timeout: WALK_TIMEOUT_MS,
}, async () => {
  const before = await victimsRows();
  const ids = await victimsIds();
  expect(ids.length).toBeGreaterThan(20);
  let tried = 0;
  for (const { path, schema, missing } of taking) {
    for (const id of ids) {
      const answer = await answerTo(path, inputNaming(schema, { id, name: "victims-own", role: id }));
      expect(answer, `${path} with ${id}`).toBe(missing);
      tried += 1;
    }
  }
  expect(await victimsRows()).toBe(before);
  process.stdout.write(`foreign ids: ${taking.length} procedures × ${ids.length} ids, ${tried} calls\n`);
});

test("another team's role is none, also for one's own people", async () => {
  const [role] = await db.sql("SELECT id FROM roles WHERE team_id = $1", [victimId]);
  const id = String(attacker.ctx.actor.personId);
  const before = await victimsRows();
  const giving = taking.filter(({ schema }) => asksForRole(schema));
  expect(giving.map(({ path }) => path)).toContain("members.changeRole");
  for (const { path, schema } of giving) {
    const own = { id, name: "langid" };
    const missing = await answerTo(path, inputNaming(schema, { ...own, role: newId() }));
    expect(missing, path).not.toMatch(/^ok/);
    expect(await answerTo(path, inputNaming(schema, { ...own, role: String(role?.id) })), path).toBe(missing);
  }
  expect(await victimsRows()).toBe(before);
});

test("what is another team's is answered as fast as what does not exist", async () => {
  const [foreign = ""] = (await victimsIds()).filter((id) => id === victim.deployment.id);
  expect(foreign).not.toBe("");
  for (const { path, schema } of taking) {
    const theirs = inputNaming(schema, { id: foreign, name: "victims-own", role: foreign });
    const least = { theirs: Number.POSITIVE_INFINITY, none: Number.POSITIVE_INFINITY };
    // In turn, and the quickest of each: whatever else the machine does slows both alike.
    for (let round = 0; round < 12; round++) {
      least.theirs = Math.min(least.theirs, await msFor(path, theirs));
      least.none = Math.min(least.none, await msFor(path, inputNaming(schema, nothing())));
    }
    const [faster = 0, slower = 0] = [least.theirs, least.none].toSorted((one, other) => one - other);
    expect(slower, `${path}: ${faster} ms and ${slower} ms`).toBeLessThan(2 * faster + NOISE_MS);
  }
});

async function msFor(path: string, input: unknown): Promise<number> {
  const start = performance.now();
  await answerTo(path, input);
  return performance.now() - start;
}
