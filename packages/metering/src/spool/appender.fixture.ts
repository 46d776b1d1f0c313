import { writeSync } from "node:fs";
import { argv } from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { createDatabase } from "@millrace/db";
import { Fault, newId, systemClock } from "@millrace/kernel";
import { createLog } from "@millrace/telemetry";
import { exampleRecord } from "../example-record.ts";
import { startShipper } from "../start-shipper.ts";
import { openSpool } from "./open-spool.ts";

// Appends for as long as it lives and says at once what became of each record; ships too when it is given a database.
// Tests kill it.

const [, , folder = "", systemUrl, teamId = newId()] = argv;
const APPENDERS = 4;
const PAUSE_AFTER_REFUSAL_MS = 20;

/** Synchronous, so that what was said is in the pipe before the next step; a full pipe is waited for. */
function say(word: string, id: string): void {
  for (;;) {
    try {
      writeSync(1, `${word} ${id}\n`);
      return;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) throw error;
    }
  }
}

const log = createLog({ service: "appender" }, { write: (line) => writeSync(2, line) });
const spool = await openSpool(folder, { log });
if (systemUrl !== undefined) {
  const database = createDatabase({ appUrl: systemUrl, systemUrl, connectionsMax: 2 });
  startShipper({ database, clock: systemClock }, spool, { log });
}

async function appendForEver(): Promise<never> {
  for (;;) {
    const record = exampleRecord({ teamId });
    say("tried", record.id);
    try {
      await spool.append(record);
      say("acknowledged", record.id);
    } catch (error) {
      say(error instanceof Fault ? error.code : "unexpected", record.id);
      await sleep(PAUSE_AFTER_REFUSAL_MS);
    }
  }
}

await Promise.all(Array.from({ length: APPENDERS }, appendForEver));
