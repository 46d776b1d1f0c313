import { writeSync } from "node:fs";
import { argv } from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { Fault } from "@millrace/kernel";
import { createLog } from "@millrace/telemetry";
import { exampleRecord } from "../example-record.ts";
import { openSpool } from "./open-spool.ts";

// Appends for as long as it lives and says at once what became of each record. Tests kill it.

const [, , folder = ""] = argv;
const APPENDERS = 4;
const PAUSE_AFTER_REFUSAL_MS = 20;

/** A synchronous write: what was said is in the pipe before the next step is taken. */
const say = (word: string, id: string) => writeSync(1, `${word} ${id}\n`);
const log = createLog({ service: "appender" }, { write: (line) => writeSync(2, line) });
const spool = await openSpool(folder, { log });

async function appendForEver(): Promise<never> {
  for (;;) {
    const record = exampleRecord();
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
