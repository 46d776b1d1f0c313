import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { en } from "../../../messages/en/index.ts";

const ROOT = resolve(import.meta.dirname, "../../../../..");
/** What makes the entries of others is no verb of its own. */
const RECORDER = "packages/audit";

const CALL = /\brecord(?:Person)?Audit\(/;
const VERB = /"([a-z_]+\.[a-z_]+)"/g;
const TYPE = /\bsubjectType:\s*"([a-z_]+)"/g;

type Source = { path: string; text: string };

/** Every source of the product that writes into the log. */
async function recorders(): Promise<Source[]> {
  const sources: Source[] = [];
  for (const folder of ["packages", "apps"]) {
    for (const name of await readdir(join(ROOT, folder))) {
      const home = join(folder, name, "src");
      if (!home.startsWith(RECORDER)) sources.push(...(await readSources(home)));
    }
  }
  return sources.filter(({ text }) => CALL.test(text));
}

async function readSources(folder: string): Promise<Source[]> {
  const names = await readdir(join(ROOT, folder), { recursive: true });
  const paths = names.filter((name) => /\.tsx?$/.test(name) && !/\.(test|fixture)\.|^generated/.test(name));
  return Promise.all(
    paths.map(async (name) => ({ path: name, text: await readFile(join(ROOT, folder, name), "utf8") })),
  );
}

/** The literals of `verb: isOn ? "deployment.start" : "deployment.stop",`, and of a type such as `verb: "key.create" | …;`. */
function verbsIn({ text }: Source): string[] {
  const expressions = [...text.matchAll(/\bverb:\s*([^;{}]*?)(?:;|,\s*(?:subject\w+|\.\.\.))/g)].map(
    ([, part = ""]) => part,
  );
  return expressions.flatMap((part) => [...part.matchAll(VERB)].map(([, verb = ""]) => verb));
}

const sources = await recorders();
const recorded = [...new Set(sources.flatMap(verbsIn))].sort();
const typesRecorded = [
  ...new Set(sources.flatMap(({ text }) => [...text.matchAll(TYPE)].map(([, type = ""]) => type))),
];

test("whatever writes into the log names its verb where a reader of the code, and this test, can see it", () => {
  const silent = sources.filter((source) => verbsIn(source).length === 0).map(({ path }) => path);
  expect(silent).toEqual([]);
  expect(recorded.length).toBeGreaterThan(5);
});

test("every verb that is recorded has words, and no words are of a verb that is not", () => {
  const worded = Object.entries(en.audit.verbs).flatMap(([noun, acts]) =>
    Object.keys(acts).map((act) => `${noun}.${act}`),
  );
  expect(worded.sort()).toEqual(recorded);
});

test("everything that a verb is recorded of has a word", () => {
  expect(Object.keys(en.audit.types).sort()).toEqual(typesRecorded.sort());
});
