import { loadStandaloneConfig, type StandaloneConfig } from "@millrace/config";
import { systemClock as clock, Fault } from "@millrace/kernel";
import { command } from "../command.ts";
import { progress } from "../progress.ts";
import { measureModel, registerFolder } from "./add-model.ts";
import { describeFindings } from "./describe-findings.ts";
import { type Installation, reachInstallation } from "./reach-installation.ts";
import { type Order, readArguments, USAGE } from "./read-arguments.ts";

async function run(args: readonly string[]): Promise<number> {
  const order = readArguments(args);
  if (order === null) {
    process.stdout.write(USAGE);
    return 0;
  }
  const config = loadStandaloneConfig();
  const installation = await progress("data folder", () => reachInstallation(config));
  try {
    return await add(installation, order, config);
  } finally {
    await installation.close();
  }
}

/** 1 when it does not run here, or a variant was insisted on that is not offered: the model is there all the same. */
async function add(
  { home, database }: Installation,
  order: Order,
  config: StandaloneConfig,
): Promise<number> {
  const parts = { homeFolder: home.folder, database, clock };
  const registered = await progress("files, graph, catalogue", () => registerFolder(parts, order));
  const { name, isNew } = registered;
  const profiles = await progress("measuring", () => measureModel(parts, registered, order.variant)).catch(
    (error: unknown) => {
      throw doesNotRun(name, error);
    },
  );
  process.stdout.write(`
${name} ${isNew ? "is in the catalogue" : "was in the catalogue already"}.

${describeFindings({ ...registered, profiles })}
Next: deploy it at ${config.consoleUrl}/deployments/new?model=${name}
`);
  const refused = profiles.find(({ variant, reason }) => variant === order.variant && reason !== null);
  if (refused !== undefined)
    process.stderr.write(`\nIt is not offered in ${order.variant}. ${refused.reason}\n`);
  return refused === undefined ? 0 : 1;
}

/** With the runtime's own words, as whoever reads them brought the model. */
function doesNotRun(name: string, error: unknown): unknown {
  if (!(error instanceof Fault)) return error;
  const words =
    error.internal === undefined || error.internal === error.message ? "" : `\n\n${error.internal}`;
  return new Fault({
    kind: error.kind,
    code: error.code,
    message: `${name} is in the catalogue, and does not run on this machine. ${error.message}${words}`,
    cause: error,
  });
}

await command(run);
