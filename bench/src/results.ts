import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Pace } from "./benchmark.ts";
import type { ScenarioOutcome } from "./interleave.ts";
import type { Machine } from "./machine.ts";
import { numbersPage, page } from "./report.ts";

const FOLDER = resolve(import.meta.dirname, "../results");

export type Result = {
  name: string;
  date: string;
  method: string;
  pace: Pace;
  machine: Machine;
  scenarios: ScenarioOutcome[];
};

/** The committed baseline of a benchmark, or null before its first full run. */
export async function readBaseline(name: string): Promise<Result | null> {
  const text = await readFile(fileOf(name), "utf8").catch(() => null);
  return text === null ? null : JSON.parse(text);
}

/** Becomes the baseline when it is committed: every round for programs, the tables for people. */
export async function writeResult(result: Result): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  await writeFile(fileOf(result.name), `${JSON.stringify(rounded(result), null, 2)}\n`);
  await writeFile(join(FOLDER, `${result.name}.md`), page(result));
  await writeFile(join(FOLDER, "numbers-to-hold.md"), numbersPage(await readResults()));
}

async function readResults(): Promise<Result[]> {
  const files = (await readdir(FOLDER)).filter((name) => name.endsWith(".json")).sort();
  return Promise.all(files.map(async (name) => JSON.parse(await readFile(join(FOLDER, name), "utf8"))));
}

const fileOf = (name: string) => join(FOLDER, `${name}.json`);

const SIGNIFICANT_DIGITS = 5;

function rounded(result: Result): unknown {
  return JSON.parse(
    JSON.stringify(result, (_, value) =>
      typeof value === "number" ? Number(value.toPrecision(SIGNIFICANT_DIGITS)) : value,
    ),
  );
}
