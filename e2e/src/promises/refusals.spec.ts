import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { expect } from "@playwright/test";
import { test } from "./home.ts";

const MAIN = resolve(import.meta.dirname, "../../../apps/standalone/src/main.ts");

/** Starts the product where it cannot start; returns what it said and its exit code. */
async function start(variables: Record<string, string>): Promise<{ words: string; code: number }> {
  const child = spawn(process.execPath, [MAIN], { env: variables, stdio: ["ignore", "pipe", "pipe"] });
  let words = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (piece: Buffer) => {
      words += piece;
    });
  }
  const [code] = await once(child, "close");
  return { words: words.trim(), code };
}

test("a port that is taken is named, with what helps", async ({ home }) => {
  const other = createServer().listen(0);
  await once(other, "listening");
  const address = other.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const { words, code } = await start({ MILLRACE_HOME: home, API_PORT: String(port) });
  other.close();
  expect(words).toMatch(
    new RegExp(`^Port ${port} is taken by another program\\. Free it, or choose another with API_PORT`),
  );
  expect(words).not.toContain("\n");
  expect(code).toBe(1);
});

test("all bad variables are named in one go", async ({ home }) => {
  const { words, code } = await start({
    MILLRACE_HOME: home,
    API_PORT: "eighty",
    CONSOLE_PORT: "70000",
    DATABASE_URL: "mysql://here",
    SESSION_SECRET: "short",
  });
  const [sentence, ...variables] = words.split("\n");
  expect(sentence).toBe("The environment has 4 bad variables:");
  expect(variables.map((line) => line.trim().split(":", 1)[0]).toSorted()).toEqual([
    "API_PORT",
    "CONSOLE_PORT",
    "DATABASE_URL",
    "SESSION_SECRET",
  ]);
  expect(words).not.toContain("mysql://here");
  expect(code).toBe(1);
});

test("a data folder of a newer version is left alone, and the sentence says so", async ({ home }) => {
  await writeFile(join(home, "format.json"), JSON.stringify({ format: 2_000 }));
  const { words, code } = await start({ MILLRACE_HOME: home, ...(await freePorts()) });
  expect(words).toMatch(/^The data folder was made by a newer version of Millrace \(format 2000/);
  expect(words).not.toContain("\n");
  expect(code).toBe(1);
});

test("a database that does not answer is named, with what to check", async ({ home }) => {
  const database = new URL("postgres://127.0.0.1:1/millrace");
  database.username = "somebody";
  database.password = "secret-word";
  const { words, code } = await start({
    MILLRACE_HOME: home,
    DATABASE_URL: database.toString(),
    ...(await freePorts()),
  });
  expect(words).toMatch(/^The database of DATABASE_URL does not answer/);
  expect(words).not.toContain("\n");
  expect(words).not.toContain("secret-word");
  expect(code).toBe(1);
});

test("a data folder that is in use is not opened twice", async ({ product }) => {
  const { words, code } = await start({ MILLRACE_HOME: product.home, ...(await freePorts()) });
  expect(words).toMatch(/^Millrace already runs on this data folder \(process \d+\)/);
  expect(words).not.toContain("\n");
  expect(code).toBe(1);
});

/** Three that nobody listens on at this moment. */
async function freePorts(): Promise<{ CONSOLE_PORT: string; API_PORT: string; GRPC_PORT: string }> {
  const probes = [createServer().listen(0), createServer().listen(0), createServer().listen(0)];
  await Promise.all(probes.map((probe) => once(probe, "listening")));
  const [console = "", api = "", grpc = ""] = probes.map((probe) => {
    const address = probe.address();
    return typeof address === "object" && address !== null ? String(address.port) : "";
  });
  await Promise.all(probes.map((probe) => once(probe.close(), "close")));
  return { CONSOLE_PORT: console, API_PORT: api, GRPC_PORT: grpc };
}
