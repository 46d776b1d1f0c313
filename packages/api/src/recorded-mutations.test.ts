import { readdir, readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { AnyRouter } from "@trpc/server";
import { expect, test } from "vitest";
import { appRouter } from "./router.ts";

const PACKAGES = resolve(import.meta.dirname, "../..");

/** What changes nothing of a team or a person, and why it may stay out of the log. */
const UNRECORDED: Record<string, string> = {
  "account.beginSecondFactor": "nothing holds before it is turned on, which is recorded",
  "account.confirmProof": "reads only",
  "account.delete": "for whoever is in no team, so that there is no log to write into",
  "account.endSession": "takes away from oneself only; signing out elsewhere at once is recorded",
  "account.proveAgain": "changes nothing but how fresh the session's proof is",
  "account.requestEmailVerification": "sends a mail to one's own address",
  "account.verifyEmail": "proves an address and gives no right",
  "audit.verify": "reads only",
  "billing.proveBooks": "reads only",
  "operator.listBooks": "reads only",
  "operator.previewPrice": "reads only",
  "operator.publishPlan":
    "is of no team, so that there is no log to write into; the version names who published it",
  "operator.replayEvent": "is of no team; what the event does then is recorded",
  "payments.openPortal": "leads to the provider's page; what is changed there, the provider tells",
  "payments.startCheckout": "nothing is bought before the provider tells of it, which is recorded",
  "privacy.deleteTeam": "the log goes with the team; the proof of the deletion stays",
  "signIn.requestLink": "nobody is known to have asked; what the link does is recorded",
  "signIn.requestPasswordReset": "nobody is known to have asked; the new password is recorded",
};

const MUTATIONS = mutationsOf(appRouter);

const RECORDS = /\brecord(?:Person)?Audit\(/;
const IMPORTS_FOLLOWED_MAX = 2;

type Procedures = Record<string, { _def: { type: string } }>;

function mutationsOf(router: AnyRouter): string[] {
  const procedures: Procedures = router._def.procedures;
  return Object.entries(procedures)
    .filter(([, { _def }]) => _def.type === "mutation")
    .map(([path]) => path);
}

/** `signIn.useLink` stands in `routers/sign-in.ts` under `useLink`. */
async function sourceOf(path: string): Promise<{ file: string; block: string }> {
  const [noun = "", name = ""] = path.split(".");
  const kebab = noun.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const file = await readFile(join(import.meta.dirname, "routers", `${kebab}.ts`), "utf8");
  const [, block = ""] =
    new RegExp(`\\n  ${name}: ([\\s\\S]*?)(?=\\n  (?:/\\*\\*|\\w+:)|\\n\\}\\);)`).exec(file) ?? [];
  return { file, block };
}

/** The verbs of our packages that a procedure calls: package and function. */
async function verbsOf(path: string): Promise<{ from: string; verb: string }[]> {
  const { file, block } = await sourceOf(path);
  const imports = [...file.matchAll(/import \{([^}]*)\} from "@millrace\/([a-z]+)"/g)].flatMap(
    ([, names = "", from = ""]) => names.split(",").map((name) => ({ from, verb: name.trim() })),
  );
  return imports.filter(({ verb }) => new RegExp(`\\b${verb}\\b`).test(block));
}

async function defines(from: string, verb: string): Promise<string | null> {
  const folder = join(PACKAGES, from, "src");
  for (const name of await readdir(folder, { recursive: true })) {
    if (!name.endsWith(".ts") || /\.(test|fixture)\./.test(name)) continue;
    const text = await readFile(join(folder, name), "utf8");
    if (new RegExp(`export (?:async )?function\\*? ${verb}\\b`).test(text)) return join(folder, name);
  }
  return null;
}

async function sourceOfVerb(from: string, verb: string): Promise<string> {
  const file = await defines(from, verb);
  return file === null ? "" : readFile(file, "utf8");
}

/** What its own transactions ask of another package to write down. */
const WRITES = /\b(saveSubscription)\(/;

/** True when the file, or what it imports from its own package, writes into the log. */
async function records(file: string, depth = 0): Promise<boolean> {
  const text = await readFile(file, "utf8");
  if (RECORDS.test(text)) return true;
  const [, writes] = WRITES.exec(text) ?? [];
  if (writes !== undefined && RECORDS.test(await sourceOfVerb("billing", writes))) return true;
  if (depth === IMPORTS_FOLLOWED_MAX) return false;
  const imports = [...text.matchAll(/^(?:import|export) (?!type).*? from "(\.{1,2}\/[^"]+)"/gms)];
  for (const [, path = ""] of imports) {
    if (await records(resolve(dirname(file), path), depth + 1)) return true;
  }
  return false;
}

async function isRecorded(path: string): Promise<boolean> {
  for (const { from, verb } of await verbsOf(path)) {
    const file = await defines(from, verb);
    if (file !== null && (await records(file))) return true;
  }
  return false;
}

test("whatever a person can change through the console is written into the audit log", async () => {
  const silent: string[] = [];
  for (const path of MUTATIONS) if (!(path in UNRECORDED) && !(await isRecorded(path))) silent.push(path);
  expect(silent).toEqual([]);
});

test("nothing is called unrecorded that is recorded, or not there", async () => {
  const paths = new Set(MUTATIONS);
  for (const path of Object.keys(UNRECORDED)) {
    expect(paths, path).toContain(path);
    expect(await isRecorded(path), path).toBe(false);
  }
});
