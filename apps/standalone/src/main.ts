import { loadStandaloneConfig } from "@millrace/config";
import { Fault, systemClock } from "@millrace/kernel";
import { announce } from "./announce.ts";
import { prepareDatabase } from "./database.ts";
import { openHome } from "./home.ts";
import { assertPortFree } from "./ports.ts";
import { progress } from "./progress.ts";
import { seed } from "./seed.ts";
import { startServices } from "./services.ts";

/** Everything that has been started, newest last; stopped in reverse, so that the database goes last. */
const started: (() => Promise<void>)[] = [];
let stopping: Promise<void> | undefined;

function stopEverything(): Promise<void> {
  stopping ??= (async () => {
    for (const stop of started.reverse()) await stop();
  })();
  return stopping;
}

async function start(): Promise<void> {
  const config = loadStandaloneConfig();
  const dev = process.argv.includes("--dev");
  await assertPortFree("CONSOLE_PORT", config.consolePort);
  await assertPortFree("API_PORT", config.apiPort);
  const home = await openHome(config);
  started.push(() => home.close());

  const database = await progress("database", () => prepareDatabase(config, home));
  started.push(database.stop);
  const firstRun = await progress("models, prices, first team", () =>
    seed({ config, home, database, clock: systemClock }),
  );
  const services = await progress("console, inference, controller", () =>
    startServices({ config, home, database, dev, onEnd: (name) => endedAlone(name) }),
  );
  started.push(services.stop);
  announce(firstRun);
}

/** A service that cannot be kept up takes the others down, in order, rather than leaving half a product. */
function endedAlone(name: string): void {
  process.stderr.write(
    `\nThe ${name} keeps ending; see ${name}.log in the data folder. Stopping everything.\n`,
  );
  void stopEverything().then(() => process.exit(1));
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    if (stopping === undefined) process.stdout.write("\nStopping: requests finish, then the database.\n");
    void stopEverything().then(() => process.exit(0));
  });
}

try {
  await start();
} catch (error) {
  await stopEverything();
  if (!(error instanceof Fault)) throw error;
  process.stderr.write(`\n${error.message}\n`);
  process.exit(1);
}
