export type { Context, Database, DatabaseOptions, SystemContext } from "./database.ts";
export { createDatabase } from "./database.ts";
export {
  type EmbeddedOptions,
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "./embedded/start-embedded-postgres.ts";
export { Prisma } from "./generated/client.ts";
export { type Migration, migrate, readMigrations } from "./migrate.ts";
export { type DatabaseUrls, provisionRoles } from "./provision-roles.ts";
export type { SystemTx, TeamTx } from "./transaction.ts";
