import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { BESIDE, LINE, NARROWED } from "./order.ts";
import { importsOf, isTest, type Package, ROOT, readPackages, readSources } from "./workspace.ts";

const LINES_MAX = 400;
const packages = readPackages();
const each = packages.map((found) => [found.name, found] as const);
/** Run by people and by CI, never by the product. */
const RUN_BY_HAND = new Set(["e2e", "bench", "rehearsal", "prisma"]);
const libraries = packages.filter(({ folder }) => folder.startsWith("packages/"));

function allowedFor(name: string): readonly string[] {
  const narrowed = NARROWED[name];
  if (narrowed) return narrowed;
  const position = LINE.indexOf(name);
  if (position >= 0) return LINE.slice(0, position);
  return (BESIDE[name] ?? []).flatMap((entry) => (entry === "line" ? LINE : [entry]));
}

test("every package has its place", () => {
  const placed = new Set<string>([...LINE, ...Object.keys(BESIDE)]);
  expect(packages.map(({ name }) => name).filter((name) => !placed.has(name))).toEqual([]);
  expect(LINE.filter((name) => !packages.some((found) => found.name === name))).toEqual([]);
});

test.each(each)("%s depends only on what stands before it", (name, found: Package) => {
  const allowed = allowedFor(name);
  expect(found.dependencies.filter((dependency) => !allowed.includes(dependency))).toEqual([]);
});

test.each(each)("%s imports only what its manifest names", (name, found: Package) => {
  const forProduct = new Set([...found.dependencies, name]);
  const forTests = new Set([...forProduct, ...found.devDependencies]);
  const undeclared = readSources(found.folder).flatMap((file) =>
    importsOf(file)
      .filter((specifier) => specifier.startsWith("@millrace/"))
      .map((specifier) => specifier.split("/")[1] ?? "")
      .filter(
        (imported) => !(isTest(file.path) || RUN_BY_HAND.has(name) ? forTests : forProduct).has(imported),
      )
      .map((imported) => `${file.path} imports ${imported}`),
  );
  expect(undeclared).toEqual([]);
});

test("packages offer one entry each, so that nobody reaches inside", () => {
  const inside = libraries
    .flatMap(({ folder }) => readSources(folder))
    .flatMap((file) => importsOf(file).filter((specifier) => /^@millrace\/[^/]+\//.test(specifier)));
  expect(inside).toEqual([]);
});

const QUERY = /tx\s*\.(\$|[a-z][A-Za-z]+\.(find|create|update|delete|upsert|count|groupBy|aggregate))/;

test("only stores query the database", () => {
  const elsewhere = libraries
    .filter(({ name }) => name !== "db" && name !== "testing")
    .flatMap(({ folder }) => readSources(folder))
    .filter(
      ({ path, text }) => !isTest(path) && !/\/store[^/]*\.ts$|-store\.ts$/.test(path) && QUERY.test(text),
    )
    .map(({ path }) => path);
  expect(elsewhere).toEqual([]);
});

const IMPURE =
  /\basync\b|\bawait\b|Date\.now\(|new Date\(\)|Math\.random|\bprocess\.|node:fs|performance\.|newId\(/;

test("rules are pure: no clock, randomness, environment, I/O or async", () => {
  const impure = libraries
    .flatMap(({ folder }) => readSources(folder))
    .filter(({ path, text }) => /\/(rules|batching)\//.test(path) && !isTest(path) && IMPURE.test(text))
    .map(({ path }) => path);
  expect(impure).toEqual([]);
});

test(`no source file is longer than ${LINES_MAX} lines`, () => {
  const long = packages
    .flatMap(({ folder }) => readSources(folder))
    .filter(({ text }) => text.split("\n").length > LINES_MAX)
    .map(({ path }) => path);
  expect(long).toEqual([]);
});

const git = (...args: string[]) =>
  execFileSync("git", args, { cwd: ROOT, encoding: "utf8", maxBuffer: 64e6 });

test("documents cite only paths that exist", () => {
  const documents = git("ls-files", "*.md").split("\n").filter(Boolean);
  expect(documents.length).toBeGreaterThan(5);
  const broken = documents.flatMap((document) =>
    [...readFileSync(join(ROOT, document), "utf8").matchAll(/\]\((?!https?:|mailto:|#)([^)\s#]+)/g)]
      .map((match) => match[1] ?? "")
      .filter((target) => !existsSync(join(ROOT, dirname(document), decodeURI(target))))
      .map((target) => `${document} → ${target}`),
  );
  expect(broken).toEqual([]);
});

test("no committed file is larger than 25 MB", () => {
  const files = git("ls-tree", "-r", "-l", "HEAD").split("\n").filter(Boolean);
  expect(files.filter((line) => Number(line.split(/\s+/)[3]) > 25e6)).toEqual([]);
});
