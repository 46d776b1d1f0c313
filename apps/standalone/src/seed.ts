import { randomBytes } from "node:crypto";
import { access, readdir } from "node:fs/promises";
import { availableParallelism, totalmem } from "node:os";
import { join } from "node:path";
import { modelStoreIn, registerModel } from "@millrace/catalog";
import type { StandaloneConfig } from "@millrace/config";
import { createDeployment, suggestResources } from "@millrace/deployments";
import { type Clock, systemActor } from "@millrace/kernel";
import { createKey } from "@millrace/keys";
import { createPerson } from "@millrace/people";
import { loadPrices, publishPrice } from "@millrace/prices";
import { createTeam } from "@millrace/teams";
import type { PreparedDatabase } from "./database.ts";
import { FIRST_DEPLOYMENT, type FirstRun, type Home } from "./home.ts";

const CURRENCY = "USD";
const OWNER_EMAIL = "owner@millrace.local";
const PASSWORD_BYTES = 12;
const FIRST_MODEL = "millrace-embed";
/** Picos a token: 20,000 is $0.02 for a million. */
const FIRST_PRICES: Record<string, bigint> = { "millrace-embed": 20_000n, "millrace-langid": 10_000n };
/** Before anything could have been used. */
const PRICES_FROM = new Date("2026-01-01T00:00:00Z");

type Surroundings = { config: StandaloneConfig; home: Home; database: PreparedDatabase; clock: Clock };

/**
 * Registers the models that come with this version, gives them a first price, and at the first run makes a team with
 * an owner, a key and a deployment. Repeating it changes nothing that is there.
 */
export async function seed({ config, home, database, clock }: Surroundings): Promise<FirstRun> {
  const ctx = { database: database.database, clock };
  const store = modelStoreIn(home.folder);
  const folders = await modelFolders(config.modelsFolder);
  await Promise.all(folders.map((folder) => registerModel(ctx, { folder, store })));
  await publishFirstPrices(ctx);
  const addresses = {
    consoleUrl: config.consoleUrl,
    apiUrl: config.apiUrl,
    databaseUrl: database.ownerUrl,
  };
  const known = await home.readFirstRun();
  const firstRun = { ...(known ?? (await makeFirstTeam(ctx))), ...addresses };
  await home.writeFirstRun(firstRun);
  return firstRun;
}

type SeedContext = { database: PreparedDatabase["database"]; clock: Clock };

async function modelFolders(root: string): Promise<string[]> {
  const names = (await readdir(root, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const folders = names.map((entry) => join(root, entry.name));
  const complete = await Promise.all(
    folders.map((folder) =>
      access(join(folder, "onnx", "model.onnx")).then(
        () => true,
        () => false,
      ),
    ),
  );
  return folders.filter((_, index) => complete[index]);
}

async function publishFirstPrices(ctx: SeedContext): Promise<void> {
  const common = (await loadPrices(ctx)).filter(({ teamId }) => teamId === null);
  const priced = new Set(common.map(({ modelName }) => modelName));
  for (const [modelName, pricePico] of Object.entries(FIRST_PRICES)) {
    if (priced.has(modelName)) continue;
    const rates = [{ unit: "input_token" as const, pricePico }];
    await publishPrice(ctx, { modelName, currency: CURRENCY, effectiveFrom: PRICES_FROM, rates });
  }
}

async function makeFirstTeam(ctx: SeedContext): Promise<Pick<FirstRun, "email" | "password" | "apiKey">> {
  const password = randomBytes(PASSWORD_BYTES).toString("base64url");
  const owner = await createPerson(ctx, { email: OWNER_EMAIL, name: "Owner", password, isOperator: true });
  const team = await createTeam(ctx, { name: "First team", currency: CURRENCY, ownerId: owner.id });
  const inTeam = { ...ctx, actor: systemActor(team.id) };
  const { secret } = await createKey(inTeam, { name: "First key" });
  const machine = { cores: availableParallelism(), memoryBytes: totalmem() };
  const { resources } = suggestResources(null, machine);
  await createDeployment(inTeam, { name: FIRST_DEPLOYMENT, modelName: FIRST_MODEL, resources });
  return { email: OWNER_EMAIL, password, apiKey: secret };
}
