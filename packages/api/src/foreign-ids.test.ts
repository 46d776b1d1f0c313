import { newId } from "@millrace/kernel";
import { fillTeam, tenantTables } from "@millrace/testing";
import { expect, test } from "vitest";
import type { z } from "zod";
import { callByMember } from "./api-context.fixture.ts";
import { db, makeTeamWithDeployment } from "./deployment.fixture.ts";
import { proceduresOf } from "./procedures.fixture.ts";
import { appRouter } from "./router.ts";
import { inputNaming } from "./sample-input.fixture.ts";

const canary = `canary-b-${newId()}`;
const [attacker, victim] = [await makeTeamWithDeployment(), await makeTeamWithDeployment("victims-own")];
const victimId = victim.ctx.actor.teamId;
await fillTeam(db, victimId, canary);

const call = callByMember(attacker.ctx);
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

test("another team's ids and names, in every procedure that takes one, are answered as what does not exist, and change nothing", async () => {
  const before = await victimsRows();
  const ids = await victimsIds();
  expect(ids.length).toBeGreaterThan(20);
  let tried = 0;
  const taking: string[] = [];
  for (const { path, inputs } of TEAM_PROCEDURES) {
    const schema = inputs[0] as z.ZodType | undefined;
    const none = schema && inputNaming(schema, { id: newId(), name: `none-${newId().slice(-12)}` });
    if (!schema || none === null) continue;
    taking.push(path);
    const missing = await answerTo(path, none);
    expect(missing, `the sample for ${path} gets past its schema`).not.toMatch(/^api\.invalid/);
    if (missing.startsWith("ok")) continue;
    for (const id of ids) {
      const answer = await answerTo(path, inputNaming(schema, { id, name: "victims-own" }));
      expect(answer, `${path} with ${id}`).toBe(missing);
      tried += 1;
    }
  }
  expect(await victimsRows()).toBe(before);
  process.stdout.write(`foreign ids: ${taking.length} procedures × ${ids.length} ids, ${tried} calls\n`);
});
