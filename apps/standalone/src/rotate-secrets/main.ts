import { loadStandaloneConfig } from "@millrace/config";
import { systemClock as clock, Fault } from "@millrace/kernel";
import { openKeyRing, type RotationOrder, rotateKeys } from "@millrace/secrets";
import { type Installation, reachInstallation } from "../add-model/reach-installation.ts";
import { lockFile } from "../exclusive-file.ts";
import { progress } from "../progress.ts";
import { describeRotation } from "./describe-rotation.ts";
import { readArguments, USAGE } from "./read-arguments.ts";

async function run(args: readonly string[]): Promise<void> {
  const order = readArguments(args);
  if (order === null) {
    process.stdout.write(USAGE);
    return;
  }
  const config = loadStandaloneConfig();
  const installation = await progress("data folder", () => reachInstallation(config));
  try {
    await rotate(installation, order, config.encryption === undefined);
  } finally {
    await installation.close();
  }
}

async function rotate(
  { home, database }: Installation,
  order: RotationOrder,
  isOurFile: boolean,
): Promise<void> {
  const { encryption } = home;
  const unlock = lockFile(home.path("rotation.sqlite"));
  if (unlock === null) throw rotating();
  try {
    const ownFile = isOurFile && encryption.kind === "file" ? encryption.path : null;
    const ctx = { database, clock, keys: openKeyRing(encryption), ownFile };
    const rotation = await progress("data keys", () => rotateKeys(ctx, order));
    process.stdout.write(describeRotation(rotation, isOurFile));
  } finally {
    unlock();
  }
}

function rotating(): Fault {
  return new Fault({
    kind: "conflict",
    code: "standalone.rotating",
    message: "The keys are being rotated already. Wait until that has ended.",
  });
}

try {
  await run(process.argv.slice(2));
} catch (error) {
  // A sentence where there is one for a person; the stack where it is our mistake.
  const told = error instanceof Fault ? error.message : error instanceof Error ? error.stack : error;
  process.stderr.write(`\n${told}\n`);
  process.exitCode = 1;
}
