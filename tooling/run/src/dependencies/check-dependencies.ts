import { mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { run } from "../commands.ts";
import { belowFloor, type Component, nameOf, unlicensed } from "./rules.ts";

/** What the product cannot be without: a bill that does not name them has missed something. */
const EXPECTED = ["next", "onnxruntime-node", "@prisma/client", "fastify"];
/** The registry was asked and does not answer such questions, or is out of reach. */
const NO_AUDIT =
  /AUDIT_BAD_RESPONSE|ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|responded with (404|405|5\d\d)/i;

export type Finding = { name: string; problems: string[] };

/** Writes the bill of materials of what is shipped (CycloneDX) and holds it against licences, floors and the registry's advisories. */
export async function checkDependencies(billFile: string): Promise<Finding[]> {
  await mkdir(dirname(billFile), { recursive: true });
  const made = await run("pnpm", ["sbom", "--sbom-format", "cyclonedx", "--prod", "--out", billFile]);
  if (!made.ok) return [{ name: "bill of materials", problems: [made.output] }];
  const { components } = JSON.parse(await readFile(billFile, "utf8")) as { components: Component[] };
  const names = new Set(components.map(nameOf));
  return [
    {
      name: "bill of materials",
      problems: EXPECTED.filter((name) => !names.has(name)).map((name) => `${name} is missing`),
    },
    { name: "licences", problems: unlicensed(components) },
    { name: "versions with known faults", problems: belowFloor(components) },
    ...(await advisories()),
  ];
}

/** High and critical advisories for what is shipped; nothing, and a line that says so, where the registry has none to give. */
async function advisories(): Promise<Finding[]> {
  const { ok, output } = await run("pnpm", ["audit", "--prod", "--audit-level", "high"]);
  if (!ok && NO_AUDIT.test(output)) {
    process.stdout.write("  · this registry answers no audits: advisories were not looked up\n");
    return [];
  }
  return [{ name: "advisories", problems: ok ? [] : [output] }];
}
