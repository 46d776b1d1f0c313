import { parentPort, workerData } from "node:worker_threads";
import { createDatabase } from "@millrace/db";
import { startDatabase } from "@millrace/testing/start-database";
import pg from "pg";
import { type Rehearsal, type Rehearsed, rehearse } from "./rehearse.ts";
import type { World } from "./world.ts";

/** Debits less credits of all teams of a currency. */
export type Balance = { currency: string; account: string; amountPico: bigint };

/** What a thread tells whoever started it. */
export type Told =
  | { kind: "said"; line: string }
  | { kind: "ended"; rehearsed: Rehearsed & { balances: Balance[] } };

const tell = (told: Told) => parentPort?.postMessage(told);

const { ownerUrl, appUrl, systemUrl, stop } = await startDatabase({
  fsync: "off",
  synchronous_commit: "off",
});
const database = createDatabase({ appUrl, systemUrl });
const owner = new pg.Pool({ connectionString: ownerUrl, max: 2 });
// The server may be gone before its last connection knows.
owner.on("error", () => {});
try {
  const sql = async (statement: string, parameters?: unknown[]) =>
    (await owner.query(statement, parameters)).rows;
  const say = (what: string, details: unknown) => tell({ kind: "said", line: `${what}: ${String(details)}` });
  const rehearsed = await rehearse({ database, sql, say }, workerData as Rehearsal);
  tell({ kind: "ended", rehearsed: { ...rehearsed, balances: await balancesOf(sql) } });
} finally {
  await database.close();
  await owner.end();
  await stop();
}

async function balancesOf(sql: World["sql"]): Promise<Balance[]> {
  const rows = await sql(`
    SELECT t.currency, e.account, sum(e.amount)::text AS amount
    FROM (
      SELECT team_id, debit AS account, amount_pico AS amount FROM ledger_entries
      UNION ALL SELECT team_id, credit, -amount_pico FROM ledger_entries) AS e
    JOIN teams t ON t.id = e.team_id GROUP BY 1, 2`);
  return rows.map(({ currency, account, amount }) => ({
    currency: String(currency),
    account: String(account),
    amountPico: BigInt(String(amount)),
  }));
}
