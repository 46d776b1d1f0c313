import { type Actor, type Clock, Fault, isUuid } from "@millrace/kernel";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "./generated/client.ts";
import { assertConfined } from "./role-check.ts";
import type { SystemTx, TeamTx } from "./transaction.ts";
import { unavailableOr } from "./unavailable.ts";

/** Waiting for a connection or for a transaction to begin ends here (node-pg would wait for ever). */
const CONNECT_TIMEOUT_MS = 3_000;
const TRANSACTION_WAIT_MS = 3_000;
const TRANSACTION_TIMEOUT_MS = 15_000;
const CONNECTIONS_MAX = 10;

export type DatabaseOptions = {
  /** Role that is confined to one team at a time. */
  appUrl: string;
  /** Role for work across teams. */
  systemUrl: string;
  /** Connections of each role. */
  connectionsMax?: number;
};

export type Database = {
  /** Runs `work` in one transaction as the app role, confined to one team by row-level security. */
  inTeam<T>(teamId: string, work: (tx: TeamTx) => Promise<T>): Promise<T>;
  /** Runs `work` in one transaction as the system role, across teams, with narrow grants; it may take 15 seconds, or as long as it says. */
  inSystem<T>(work: (tx: SystemTx) => Promise<T>, limits?: { timeoutMs: number }): Promise<T>;
  /** Runs one statement as the system role, which is a transaction by itself: a third of the round trips of `inSystem`. */
  oneInSystem<T>(statement: (tx: SystemTx) => Promise<T>): Promise<T>;
  /** Resolves when both roles can connect and are what they claim to be; throws Fault `db.unavailable` or `db.role_not_confined`. */
  ping(): Promise<void>;
  close(): Promise<void>;
};

/** What a verb gets: where the data is, what time it is, and who acts. */
export type Context = { database: Database; clock: Clock; actor: Actor };

/** What a verb gets that acts for the installation rather than for somebody. */
export type SystemContext = { database: Database; clock: Clock };

type Connection = { pool: pg.Pool; client: PrismaClient };

function connect(url: string, connectionsMax: number): Connection {
  const pool = new pg.Pool({
    connectionString: url,
    max: connectionsMax,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: "millrace",
  });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on("error", () => {});
  // Nor has one a listener between becoming ready and the transaction that waited for it: the server may say in one breath
  // that it is ready and that it shuts down.
  pool.on("connect", (connection) => connection.on("error", () => {}));
  const client = new PrismaClient({
    adapter: new PrismaPg(pool, { onConnectionError: () => {}, statementNameGenerator: statementNames() }),
    // Otherwise each query notes where in the code it was asked.
    errorFormat: "minimal",
    transactionOptions: { maxWait: TRANSACTION_WAIT_MS, timeout: TRANSACTION_TIMEOUT_MS },
  });
  return { pool, client };
}

/** A connection keeps so many statements; texts beyond them, of lists of any length, are planned each time. */
const STATEMENTS_MAX = 200;

/** A name for each text, so that a connection has it parsed and planned once. */
function statementNames(): (query: { sql: string }) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    const known = names.get(sql);
    if (known !== undefined) return known;
    if (names.size >= STATEMENTS_MAX) return "";
    const name = `s${names.size}`;
    names.set(sql, name);
    return name;
  };
}

/**
 * Opens the database. Connects lazily: a database that is away makes verbs fail with Fault `db.unavailable`
 * (kind `unavailable`), and heals by itself when it is back.
 */
export function createDatabase(options: DatabaseOptions): Database {
  const connectionsMax = options.connectionsMax ?? CONNECTIONS_MAX;
  const app = connect(options.appUrl, connectionsMax);
  const system = connect(options.systemUrl, connectionsMax);

  return {
    inTeam: (teamId, work) => {
      if (!isUuid(teamId))
        throw new Fault({ kind: "internal", code: "db.team_id", message: "No team was named." });
      return unavailableOr(
        app.client.$transaction(async (tx) => {
          // What one team has of something tells little of what another has: each statement is planned for its own.
          await tx.$executeRaw`
            SELECT set_config('app.team_id', ${teamId}, true), set_config('plan_cache_mode', 'force_custom_plan', true)`;
          return work(tx as TeamTx);
        }),
      );
    },
    inSystem: (work, { timeoutMs } = { timeoutMs: TRANSACTION_TIMEOUT_MS }) =>
      unavailableOr(system.client.$transaction((tx) => work(tx as SystemTx), { timeout: timeoutMs })),
    oneInSystem: (statement) => unavailableOr(statement(system.client as unknown as SystemTx)),
    ping: () =>
      unavailableOr(Promise.all([app, system].map(({ pool }) => assertConfined(pool))).then(() => {})),
    close: async () => {
      await Promise.all([app.client.$disconnect(), system.client.$disconnect()]);
      await Promise.all([app.pool.end(), system.pool.end()]);
    },
  };
}
