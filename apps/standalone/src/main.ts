import { loadStandaloneConfig } from "@millrace/config";
import { Fault, systemClock } from "@millrace/kernel";
import { checkKeys, openKeyRing } from "@millrace/secrets";
import { announce } from "./announce.ts";
import { awaitDeployments } from "./await-deployments.ts";
import { prepareDatabase } from "./database.ts";
import { openHome } from "./home.ts";
import { assertPortFree } from "./ports.ts";
import { progress } from "./progress.ts";
import { seed } from "./seed.ts";
import { startServices } from "./services.ts";

/** Everything that has been started, newest last; stopped in reverse, so that the database goes last. */
const started: (() => Promise<void>)[] = [];
const leaving = new AbortController();
const { promise: asked, resolve: ask } = Promise.withResolvers<number>();

/** Nothing new is begun; what is under way is waited for, as only then it is known how to stop it. */
function leave(exitCode: number): void {
  leaving.abort();
  ask(exitCode);
}

async function start(): Promise<void> {
  const config = loadStandaloneConfig();
  const dev = process.argv.includes("--dev");
  await assertPortFree("CONSOLE_PORT", config.consolePort);
  await assertPortFree("API_PORT", config.apiPort);
  await assertPortFree("GRPC_PORT", config.grpcPort);
  const home = await openHome(config);
  started.push(home.close);

  leaving.signal.throwIfAborted();
  const database = await progress("database", () => prepareDatabase(config, home));
  started.push(database.stop);
  const ctx = { database: database.database, clock: systemClock };
  await checkKeys(ctx, openKeyRing(home.encryption));

  leaving.signal.throwIfAborted();
  const firstRun = await progress("models, prices, first team", () =>
    seed({ config, home, database, clock: systemClock }),
  );

  leaving.signal.throwIfAborted();
  const services = await progress("console, inference, controller", () =>
    startServices({ config, home, database, dev, leaving: leaving.signal, onEnd: endedAlone }),
  );
  started.push(services.stop);

  const deployments = await progress("deployments", () => awaitDeployments(ctx, firstRun, leaving.signal));
  announce(firstRun, deployments, config.grpcPort);
}

/** A service that cannot be kept up takes the others down, in order, rather than leaving half a product. */
function endedAlone(name: string): void {
  process.stderr.write(
    `\nThe ${name} keeps ending; see ${name}.log in the data folder. Stopping everything.\n`,
  );
  leave(1);
}

async function stopEverything(): Promise<void> {
  for (const stop of started.toReversed()) {
    // What cannot be stopped must not leave the rest running, the database least of all.
    await stop().catch(complain);
  }
}

/** A sentence where there is one for a person; the stack where it is our mistake. */
function complain(error: unknown): void {
  const told = error instanceof Fault ? error.message : error instanceof Error ? error.stack : error;
  process.stderr.write(`\n${told}\n`);
}

// Whoever read what we print may have gone, as in `npm start | head`; the product goes on.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    if (!leaving.signal.aborted) process.stdout.write("\nStopping: requests finish, then the database.\n");
    leave(0);
  });
}
process.on("uncaughtException", (error) => {
  complain(error);
  leave(1);
});

let exitCode = 1;
try {
  await start();
  exitCode = await asked;
} catch (error) {
  if (leaving.signal.aborted) exitCode = await asked;
  else complain(error);
}
await stopEverything();
process.exit(exitCode);
