import { writeSync } from "node:fs";
import { argv } from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { createDatabase } from "@millrace/db";
import { systemClock as clock } from "@millrace/kernel";
import { createSecrets, openKeyRing } from "@millrace/secrets";
import { stripeClient } from "../stripe/stripe-client.ts";
import { stripeProvider } from "../stripe/stripe-provider.ts";
import { keepTopUps } from "./keep-top-ups.ts";

// Buys credit for as long as it lives. Tests kill it.

const [, , systemUrl = "", apiBase = "", secretKey = ""] = argv;
const database = createDatabase({ appUrl: systemUrl, systemUrl, connectionsMax: 2 });
const keys = openKeyRing({ kind: "given", keys: ["an installation key that only tests have"] });
const secrets = createSecrets({ keys, clock });
const stripe = stripeClient({ secretKey, isLive: false, webhookSecrets: [], apiBase, tax: "none" });
const provider = stripeProvider(stripe, {
  ...{ consoleUrl: "https://mill.example.test", tax: "none", pause },
  warn: () => {},
});
writeSync(1, "begun\n");
for (;;) {
  try {
    await keepTopUps({ database, clock, secrets, provider });
  } catch (error) {
    // As the controller: a busy database fails a round, and the next one goes on.
    writeSync(1, `failed ${String(error)}\n`);
  }
}
