import { loadStandaloneConfig } from "@millrace/config";
import { systemClock as clock, Fault } from "@millrace/kernel";
import { openKeyRing, type RotationOrder, rotateKeys } from "@millrace/secrets";
import { type Installation, reachInstallation } from "../add-model/reach-installation.ts";
import { command } from "../command.ts";
import { lockFile } from "../exclusive-file.ts";
import { progress } from "../progress.ts";
import { describeRotation } from "./describe-rotation.ts";
import { readArguments, USAGE } from "./read-arguments.ts";

async function run(args: readonly string[]): Promise<number> {
  const order = readArguments(args);
  if (order === null) {
    process.stdout.write(USAGE);
    return 0;
  }
  const config = loadStandaloneConfig();
  const installation = await progress("data folder", () => reachInstallation(config));
  try {
    await rotate(installation, order, config.encryption === undefined);
    return 0;
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

await command(run);
