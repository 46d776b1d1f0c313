/**
 * What `npm start` and `npm test` do first. Runs on whatever Node the user has, so it is plain JavaScript without
 * dependencies: it fetches pnpm, the dependencies and the runtime that everything else runs on.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../..");
const NODE_MIN = [20, 19];
const BIN = join(ROOT, "node_modules", ".bin");
/** The exact runtime that pnpm put there. */
export const RUNTIME = join(BIN, "node");
const STAMP = join(ROOT, "node_modules", ".millrace-installed");
/** Whatever decides what is installed. */
const INSTALL_INPUTS = ["pnpm-lock.yaml", "pnpm-workspace.yaml", "package.json"];
const OUTPUT_LINES_SHOWN = 15;

/** Ends with one sentence and exit code 1. */
export function fail(sentence) {
  process.stderr.write(`\n${sentence}\n`);
  process.exit(1);
}

/** The environment of our own tools: the project's runtime first in the path, every tool's telemetry off. */
export function toolEnvironment(extra = {}) {
  return {
    ...process.env,
    PATH: `${BIN}${delimiter}${process.env.PATH ?? ""}`,
    NEXT_TELEMETRY_DISABLED: "1",
    TURBO_TELEMETRY_DISABLED: "1",
    CHECKPOINT_DISABLE: "1",
    ...extra,
  };
}

/** Prints a line when a step ends, with the seconds it took; its output only when it fails. */
export async function step(name, work) {
  const startedMs = performance.now();
  const live = process.stdout.isTTY;
  if (live) process.stdout.write(`  … ${name}`);
  const detail = await work();
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  process.stdout.write(
    `${live ? "\r\x1b[K" : ""}  ✓ ${name} ${" ".repeat(Math.max(1, 26 - name.length))}${seconds} s${detail ? `   ${detail}` : ""}\n`,
  );
}

/** Runs a command quietly; when it fails, shows the end of what it said and ends with the sentence. */
export function quietly(command, args, { sentence, env = toolEnvironment() }) {
  return new Promise((settle) => {
    let output = "";
    const child = spawn(command, args, { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
    const collect = (chunk) => {
      output = (output + chunk).slice(-20_000);
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.on("error", (error) => fail(`${sentence} (${error.message})`));
    child.on("exit", (code) => {
      if (code === 0) return settle(output);
      const tail = output.trimEnd().split("\n").slice(-OUTPUT_LINES_SHOWN).join("\n");
      process.stderr.write(`\n${tail}\n`);
      fail(sentence);
    });
  });
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1])) return;
  fail(
    `Millrace needs Node ${NODE_MIN.join(".")} or newer to start; this is ${process.version}. See https://nodejs.org.`,
  );
}

function installDigest() {
  const hash = createHash("sha256").update(`${process.platform}-${process.arch}`);
  for (const file of INSTALL_INPUTS) hash.update(readFileSync(join(ROOT, file)));
  return hash.digest("hex");
}

/** Installs what the lockfile says, unless it is there already. */
export async function ensureDependencies() {
  checkNode();
  const digest = installDigest();
  if (existsSync(RUNTIME) && existsSync(STAMP) && readFileSync(STAMP, "utf8") === digest) return;
  const { packageManager } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  await step("dependencies", async () => {
    await quietly("npx", ["--yes", packageManager, "install", "--frozen-lockfile", "--prefer-offline"], {
      sentence:
        "The dependencies could not be installed. Is the npm registry reachable? Run the command again to go on where it stopped.",
      env: { ...process.env, CI: "true" },
    });
  });
  if (!existsSync(RUNTIME))
    fail(
      `There is no runtime for ${process.platform}-${process.arch} in the npm registry. Millrace runs on Linux and macOS, x64 and arm64.`,
    );
  writeFileSync(STAMP, digest);
}

/** Runs turbo's tasks; what did not change comes from its cache. */
export function turbo(...tasks) {
  return quietly(join(BIN, "turbo"), ["run", ...tasks, "--output-logs=errors-only", "--no-update-notifier"], {
    sentence: "The build failed; its last lines stand above.",
  });
}
