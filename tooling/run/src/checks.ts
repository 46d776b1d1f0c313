import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT, run } from "./commands.ts";
import { checkDependencies } from "./dependencies/check-dependencies.ts";

export type Tally = { passed: number; failed: number };
export type Check = { name: string; work(): Promise<Tally> };

/** A check that is one thing: it holds or it does not. */
function single(name: string, program: string, args: string[]): Check {
  return {
    name,
    work: async () => {
      const { ok, output } = await run(program, args);
      if (!ok) process.stdout.write(`\n${output}\n`);
      return ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
    },
  };
}

/** What is written where reports go, by check; removed before each run. */
export const REPORTS = join(ROOT, "test-results", "reports");

type VitestReport = { numPassedTests: number; numFailedTests: number };

function vitest(name: string, project: string): Check {
  const report = join(REPORTS, `${project}.json`);
  return {
    name,
    work: async () => {
      const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
      const { ok, output } = await run("vitest", ["run", "--project", project, ...reporters]);
      if (!ok) process.stdout.write(`\n${output}\n`);
      const result = await readReport<VitestReport>(report);
      // A file that cannot even be loaded has no failed test, but is no pass either.
      const failed = Math.max(result?.numFailedTests ?? 0, ok && result !== null ? 0 : 1);
      return { passed: result?.numPassedTests ?? 0, failed };
    },
  };
}

type PlaywrightReport = { stats: { expected: number; unexpected: number; flaky: number } };

function playwright(name: string, projects: readonly string[], workers: number): Check {
  const report = join(REPORTS, `${name.replaceAll(" ", "-")}.json`);
  const config = ["--config=e2e/playwright.config.ts", `--workers=${workers}`, "--project", ...projects];
  return {
    name,
    work: async () => {
      const { ok, output } = await run("playwright", ["test", "--reporter=json,line", ...config], {
        folder: "e2e",
        env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
      });
      if (!ok) process.stdout.write(`\n${output}\n`);
      const none = { expected: 0, unexpected: 0, flaky: 0 };
      const stats = (await readReport<PlaywrightReport>(report))?.stats ?? none;
      const failed = Math.max(stats.unexpected + stats.flaky, ok && stats.expected > 0 ? 0 : 1);
      return { passed: stats.expected, failed };
    },
  };
}

/** Each worker has a product of its own, and a journey leaves the second core to another for half of its time. */
export const journeys: Check = playwright("browser journeys", ["journeys", "promises-at-once"], 2);

/** What is held to time: nothing runs beside it. */
export const promises: Check = playwright("promises, journeys in time", ["journeys-in-time", "promises"], 1);

/** The bill of materials stays among the reports. */
const dependencies: Check = {
  name: "dependencies and their licences",
  work: async () => {
    const findings = await checkDependencies(join(REPORTS, "bill-of-materials.cdx.json"));
    const bad = findings.filter(({ problems }) => problems.length > 0);
    for (const { name, problems } of bad) process.stdout.write(`\n${name}:\n  ${problems.join("\n  ")}\n`);
    return { passed: findings.length - bad.length, failed: bad.length };
  },
};

/** Needs neither database nor browser. Much of it is one process that waits for one core. */
export const FAST: Check[] = [
  single("format and lint, with import cycles", "biome", ["ci", "--error-on-warnings", "--colors=off"]),
  single("types", "turbo", ["run", "typecheck", "--output-logs=errors-only"]),
  single("dead exports and dependencies", "knip", []),
  single("secrets", "secretlint", ["--maskSecrets", "**/*"]),
  dependencies,
  vitest("unit tests and boundaries", "unit"),
];

export const integration: Check = vitest("integration tests", "integration");

/** Runs checks one after the other, or a list of them at once, a line each; all of them, whatever fails. */
export async function runChecks(checks: (Check | Check[])[]): Promise<Tally> {
  const total = { passed: 0, failed: 0 };
  const runOne = async ({ name, work }: Check) => {
    const startedMs = performance.now();
    const { passed, failed } = await work();
    total.passed += passed;
    total.failed += failed;
    const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1).padStart(6);
    const mark = failed === 0 ? "✓" : "✗";
    process.stdout.write(`  ${mark} ${name.padEnd(38)} ${seconds} s   ${passed} passed, ${failed} failed\n`);
  };
  for (const one of checks) await Promise.all([one].flat().map(runOne));
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
  return total;
}

async function readReport<T>(path: string): Promise<T | null> {
  const text = await readFile(path, "utf8").catch(() => null);
  return text === null ? null : (JSON.parse(text) as T);
}
