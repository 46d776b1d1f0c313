import { writeSync } from "node:fs";
import { argv } from "node:process";
import { createDatabase } from "@millrace/db";
import { systemClock as clock } from "@millrace/kernel";
import { createSecrets, openKeyRing } from "@millrace/secrets";
import { giveNotices } from "./give-notices.ts";

// Tells of limits for as long as it lives. Tests kill it.

const [, , systemUrl = ""] = argv;
const database = createDatabase({ appUrl: systemUrl, systemUrl, connectionsMax: 2 });
const keys = openKeyRing({ kind: "given", keys: ["an installation key that only tests have"] });
const secrets = createSecrets({ keys, clock });
for (;;) {
  const told = await giveNotices({ database, clock, secrets });
  writeSync(1, `round ${told.length}\n`);
}
