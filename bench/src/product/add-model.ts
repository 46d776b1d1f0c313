import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import type { Product } from "@millrace/testing";
import { waitUntilNothingMeasures } from "./wait-until-measured.ts";

const PROGRAM = resolve(import.meta.dirname, "../../../apps/standalone/src/add-model/main.ts");
/** Where the programs are that confine processes. */
const PATH = "/usr/bin:/bin";

/** Adds a model of our own to an installation that runs, and measures it, as `pnpm models:add` does. */
export async function addModel(product: Product, name: string, folder: string): Promise<void> {
  const env = { PATH, MILLRACE_HOME: product.home };
  await promisify(execFile)(process.execPath, [PROGRAM, folder, "--name", name], { env });
  // The node may have found it by itself meanwhile.
  await waitUntilNothingMeasures(product);
}
