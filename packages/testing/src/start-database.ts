import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrate, provisionRoles, readMigrations, startEmbeddedPostgres } from "@millrace/db";
import { MIGRATIONS_FOLDER } from "./settings.ts";

export type StartedDatabase = {
  ownerUrl: string;
  /** Of the product's two roles. */
  appUrl: string;
  systemUrl: string;
  password: string;
  /** Of its Unix socket, which is quicker than loopback. */
  socketFolder: string;
  stop(): Promise<void>;
};

/** An empty PostgreSQL of the product's, in a folder that goes when it stops; with further server settings. */
export async function startDatabase(settings: Record<string, string> = {}): Promise<StartedDatabase> {
  const folder = await mkdtemp(join(tmpdir(), "millrace-database-"));
  const password = randomBytes(24).toString("base64url");
  const data = join(folder, "postgres");
  const postgres = await startEmbeddedPostgres({
    ...{ folder: data, password },
    settings: { unix_socket_directories: data, ...settings },
  });
  const stop = async () => {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const urls = await provisionRoles(postgres.url, password);
    await migrate(postgres.url, await readMigrations(MIGRATIONS_FOLDER));
    return { ...urls, ownerUrl: postgres.url, password, socketFolder: data, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
