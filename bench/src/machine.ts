import { readFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";

const LIBRARIES = ["onnxruntime-node", "@huggingface/transformers", "fastify", "undici"];

export type Machine = {
  cpu: string;
  cores: number;
  memoryGib: number;
  platform: string;
  /** Of Node and of the libraries that are compared. */
  versions: Record<string, string>;
};

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    memoryGib: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform}-${process.arch}`,
    versions: {
      node: process.versions.node,
      ...Object.fromEntries(LIBRARIES.map((name) => [name, versionOf(name)])),
    },
  };
}

function versionOf(name: string): string {
  const manifest = new URL(`../node_modules/${name}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(manifest, "utf8")).version;
}
