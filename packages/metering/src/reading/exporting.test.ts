import { newId } from "@millrace/kernel";
import { publishPrice } from "@millrace/prices";
import { fakeClock, testDatabase } from "@millrace/testing";
import { beforeAll, describe, expect, test } from "vitest";
import { exampleRecord } from "../example-record.ts";
import { storeUsage } from "../store-usage.ts";
import { exportRequests } from "./export-requests.ts";
import { exportUsage } from "./export-usage.ts";
import { usageTeams } from "./usage-teams.fixture.ts";

const db = await testDatabase();
const clock = fakeClock(new Date("2026-01-20T12:00:00Z"));
const system = { database: db.database, clock };
const teamWith = usageTeams(db, clock);
const DAY_MS = 86_400_000;
const day = { from: new Date("2026-01-15T00:00:00Z"), to: new Date("2026-01-16T00:00:00Z") };
const at = (text: string) => new Date(`2026-01-${text}Z`);

beforeAll(async () => {
  await publishPrice(system, {
    modelName: "millrace-embed",
    currency: "USD",
    effectiveFrom: new Date("2025-01-01T00:00:00Z"),
    rates: [{ unit: "input_token", pricePico: 20_000n }],
  });
});

async function read(file: Promise<AsyncGenerator<string>>): Promise<string[]> {
  const pieces: string[] = [];
  for await (const piece of await file) pieces.push(piece);
  return pieces;
}

describe("exports", () => {
  const names = { nameOf: (group: string) => `=${group}` };
  const requestNames = { deploymentName: () => "d", keyName: () => '=cmd|"/c calc"!A1' };

  test("the sums of each bucket and group, as exact as the amounts are, run by no spreadsheet", async () => {
    const viewer = (
      await teamWith([
        { at: at("15T10:00:00"), inputTokens: 3 },
        { at: at("15T10:30:00"), inputTokens: 4 },
        { at: at("15T23:00:00"), modelName: "b" },
      ])
    ).as("viewer");
    const input = { ...day, bucket: "hour", groupBy: "model" } as const;
    const csv = (await read(exportUsage(viewer, { format: "csv", ...names }, input))).join("");
    expect(csv.split("\r\n")).toEqual([
      "\ufeffat,group_by,group,name,requests,inputs,input_tokens,cached_input_tokens,output_tokens,amount,amount_pico,currency",
      "2026-01-15T10:00:00.000Z,model,millrace-embed,'=millrace-embed,2,2,7,0,0,0.00000014,140000,USD",
      "2026-01-15T23:00:00.000Z,model,b,'=b,1,1,12,0,0,0,0,USD",
      "",
    ]);
    const jsonl = (await read(exportUsage(viewer, { format: "jsonl", ...names }, input))).join("");
    expect(
      jsonl
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      { name: "=millrace-embed", requests: 2, amount_pico: "140000" },
      { group: "b", requests: 1 },
    ]);
  });

  test("a long time comes in pieces, each bucket once", async () => {
    const moments = Array.from({ length: 90 }, (_, index) => new Date(+at("15T12:00:00") - index * DAY_MS));
    const viewer = (await teamWith(moments.map((moment) => ({ at: moment })))).as("viewer");
    const to = at("16T00:00:00");
    const input = { from: new Date(+to - 90 * DAY_MS), to, bucket: "day", groupBy: "none" } as const;
    const pieces = await read(exportUsage(viewer, { format: "jsonl", ...names }, input));
    expect(pieces.length).toBeGreaterThan(2);
    const days = pieces.flatMap((piece) => piece.trimEnd().split("\n")).map((line) => JSON.parse(line));
    expect(new Set(days.map(({ at }) => at)).size).toBe(90);
    expect(days).toHaveLength(90);
  });

  test("single requests come 500 at once, newest first, each once, while others come", async () => {
    const team = await teamWith(
      Array.from({ length: 1_100 }, (_, index) => ({ at: new Date(+at("15T10:00:00") + (index % 550)) })),
    );
    const file = await exportRequests(team.as("viewer"), { format: "csv", ...requestNames }, day);
    const pieces: string[] = [];
    for await (const piece of file) {
      pieces.push(piece);
      if (pieces.length > 1)
        await storeUsage(system, [exampleRecord({ teamId: team.teamId, at: at("15T23:00:00") })]);
    }
    const lines = pieces.map((piece) => piece.trimEnd().split("\r\n"));
    expect(lines.map(({ length }) => length)).toEqual([1, 500, 500, 100]);
    const rows = lines.slice(1).flat();
    expect(new Set(rows.map((row) => row.split(",")[1])).size).toBe(1_100);
    expect(rows.map((row) => row.slice(0, 24))).toEqual(
      rows
        .map((row) => row.slice(0, 24))
        .toSorted()
        .reverse(),
    );
    for (const row of rows) expect(row).toContain(`,"'=cmd|""/c calc""!A1",`);
  });

  test("the filter of the page holds for both files", async () => {
    const keyId = newId();
    const viewer = (await teamWith([{ at: at("15T10:00:00"), keyId }, { at: at("15T10:00:00") }])).as(
      "viewer",
    );
    const sums = await read(
      exportUsage(viewer, { format: "jsonl", ...names }, { ...day, keyId, bucket: "day", groupBy: "key" }),
    );
    const requests = await read(
      exportRequests(viewer, { format: "jsonl", ...requestNames }, { ...day, keyId }),
    );
    for (const pieces of [sums, requests]) {
      expect(pieces.join("").trimEnd().split("\n")).toHaveLength(1);
      expect(pieces.join("")).toContain(keyId);
    }
  });
});

test("a role that may not read usage exports none", async () => {
  const stranger = (await teamWith([{ at: at("15T10:00:00") }])).as("stranger");
  const answers = await Promise.allSettled([
    exportUsage(
      stranger,
      { format: "csv", nameOf: (group) => group },
      { ...day, bucket: "day", groupBy: "key" },
    ),
    exportRequests(stranger, { format: "csv", deploymentName: (id) => id, keyName: (id) => id }, day),
  ]);
  for (const answer of answers)
    expect(answer).toMatchObject({ status: "rejected", reason: { code: "teams.not_allowed" } });
});
