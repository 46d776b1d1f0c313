import { argv } from "node:process";
import { createDatabase } from "@millrace/db";
import { systemClock as clock } from "@millrace/kernel";
import { createSecrets, openKeyRing } from "@millrace/secrets";
import { createDelivery } from "../delivery/create-delivery.ts";
import { smtpMailer } from "../delivery/smtp-mailer.ts";
import { CONSOLE_URL, FROM, TEST_KEY } from "./settings.fixture.ts";

/** One round of deliveries in a process that can be killed: `deliver.fixture.ts <app url> <system url> <smtp url>`. */
const [appUrl = "", systemUrl = "", smtpUrl = ""] = argv.slice(2);
const database = createDatabase({ appUrl, systemUrl });
const secrets = createSecrets({ keys: openKeyRing({ kind: "given", keys: [TEST_KEY] }), clock });
const mailer = smtpMailer({ smtpUrl, from: FROM, consoleUrl: CONSOLE_URL });
await createDelivery({ database, clock, secrets, mailer, consoleUrl: CONSOLE_URL }).round();
await database.close();
