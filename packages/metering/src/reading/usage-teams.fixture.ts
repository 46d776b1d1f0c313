import type { Clock } from "@millrace/kernel";
import { makeTeam, type TestDatabase, type TestTeam } from "@millrace/testing";
import { exampleRecord } from "../example-record.ts";
import { storeUsage } from "../store-usage.ts";
import type { UsageRecord } from "../usage-record.ts";

const AT_ONCE = 1_000;

/** Makes teams with usage of their own; another team's usage, alike, is always there too. */
export function usageTeams(db: TestDatabase, clock: Clock) {
  return async (all: readonly Partial<UsageRecord>[]): Promise<TestTeam> => {
    const [ours, theirs] = [await makeTeam(db, clock), await makeTeam(db, clock)];
    for (const { teamId } of [ours, theirs])
      for (let start = 0; start < all.length; start += AT_ONCE) {
        const part = all.slice(start, start + AT_ONCE);
        await storeUsage(
          { database: db.database, clock },
          part.map((changes) => exampleRecord({ teamId, ...changes })),
        );
      }
    return ours;
  };
}
