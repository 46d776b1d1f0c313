import type { Database, SystemTx } from "@millrace/db";

/** Reads that must agree with each other while others write: all of them see the database as of one moment. */
export async function inSnapshot<T>(database: Database, work: (tx: SystemTx) => Promise<T>): Promise<T> {
  return database.inSystem(async (tx) => {
    await tx.$executeRaw`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY`;
    return work(tx);
  });
}
