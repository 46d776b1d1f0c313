import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname, "../../..");
const GROUPS = ["apps", "packages", "tooling"];
const SINGLE = ["prisma", "e2e", "bench", "rehearsal"];
const SKIPPED = new Set(["node_modules", "generated", ".next", ".turbo", "test-results"]);

export type Package = { name: string; folder: string; dependencies: string[]; devDependencies: string[] };
export type SourceFile = { path: string; text: string };

type Manifest = {
  name: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
};

/** Every package of the workspace, with those of ours that it depends on, scope stripped. */
export function readPackages(): Package[] {
  const folders = [
    ...GROUPS.flatMap((group) => readdirSync(join(ROOT, group)).map((name) => join(group, name))),
    ...SINGLE,
  ];
  return folders.map((folder) => {
    const manifest: Manifest = JSON.parse(readFileSync(join(ROOT, folder, "package.json"), "utf8"));
    return {
      name: unscoped(manifest.name),
      folder,
      dependencies: ours(manifest.dependencies),
      devDependencies: ours(manifest.devDependencies),
    };
  });
}

/** The TypeScript files below a folder of the repository. */
export function readSources(folder: string): SourceFile[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(ROOT, folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : readSources(relative(ROOT, path));
    if (!/\.tsx?$/.test(entry.name)) return [];
    return [{ path: relative(ROOT, path), text: readFileSync(path, "utf8") }];
  });
}

const IMPORTS =
  /(?:^|\n)\s*(?:import|export)\s[^;]*?from\s+"([^"]+)"|import\s+"([^"]+)"|import\("([^"]+)"\)/g;

/** What a file imports, statically or dynamically. */
export function importsOf({ text }: SourceFile): string[] {
  return [...text.matchAll(IMPORTS)].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
}

/** Tests, and what only tests use. */
export const isTest = (path: string) => /\.(test|fixture)\.tsx?$|\/testing\//.test(path);

const unscoped = (name: string) => name.replace("@millrace/", "");
const ours = (dependencies: Record<string, string> = {}) =>
  Object.keys(dependencies)
    .filter((name) => name.startsWith("@millrace/"))
    .map(unscoped);
