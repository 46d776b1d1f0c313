import { runProcess } from "./run-process.ts";

// A process whose start and drain end as its arguments say: `ready`, `never` or `fails`. Tests end it.

const [, , start = "ready", drain = "ready"] = process.argv;
const KEPT_ALIVE_MS = 60_000;

async function as(outcome: string): Promise<void> {
  process.stdout.write(`${outcome}\n`);
  if (outcome === "fails") throw new Error("as asked");
  if (outcome === "never") await new Promise(() => {});
}

await runProcess({
  name: "fixture",
  loadConfig: () => ({ logLevel: "info" as const }),
  start: async () => {
    setTimeout(() => {}, KEPT_ALIVE_MS);
    await as(start);
    return { drain: () => as(drain) };
  },
});
