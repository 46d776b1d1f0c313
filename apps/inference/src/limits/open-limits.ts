import { creditLeft, loadSubscriptions } from "@millrace/billing";
import type { SystemContext } from "@millrace/db";
import { loadPricesOf } from "@millrace/prices";
import { every } from "@millrace/process";
import {
  announceHolder,
  askLeases,
  type Holder,
  LeaseBook,
  listRecalled,
  loadTeamRules,
  releaseEarlierHolders,
} from "@millrace/quotas";
import type { Log } from "@millrace/telemetry";
import { createLimits, type Limits } from "./allowance.ts";
import { createRuleBook } from "./rule-book.ts";

const SYNC_MS = 1_000;
const TEND_MS = 200;
const RELEASE_MS = 1_000;

type Parts = {
  ctx: SystemContext;
  holder: Holder;
  /** What this node serves: whose, and which models. */
  served(): { teamIds: string[]; modelNames: string[] };
  /** Records of earlier starts that are not in the database yet. */
  waitingAtStart: number;
  log: Log;
};

export type OpenLimits = {
  limits: Limits;
  /** Told of records that are in the database, see `LeaseBook.stored`. */
  stored(recordIds: readonly string[], superseded: readonly string[]): void;
  /** Gives back what is held. */
  close(): Promise<void>;
};

/** Holds this node's requests to their limits. Each part goes on by itself when the database comes back. */
export function openLimits({ ctx, holder, served, waitingAtStart, log }: Parts): OpenLimits {
  const book = new LeaseBook(
    {
      ask: (asks) => askLeases({ ...ctx, creditLeft }, holder, asks),
      recalled: () => listRecalled(ctx, holder),
    },
    ctx.clock,
  );
  const rules = createRuleBook({
    load: async () => {
      const { teamIds, modelNames } = served();
      const teams = await loadTeamRules(ctx, teamIds);
      const prices = await ctx.database.inSystem((tx) => loadPricesOf(tx, { modelNames, teamIds }));
      return { teams, prices, subscriptions: await loadSubscriptions(ctx, teamIds) };
    },
    clock: ctx.clock,
  });
  let waiting = waitingAtStart;
  let [isAnnounced, isReleased] = [false, false];
  const loops = [
    every(SYNC_MS, "limits", { log, work: () => rules.sync() }),
    every(TEND_MS, "leases", { log, work: () => book.tend() }),
    every(RELEASE_MS, "leases of earlier starts", {
      log,
      work: async () => {
        if (!isAnnounced) await announceHolder(ctx, holder);
        isAnnounced = true;
        // What the records of earlier starts used is counted first; the rest was for requests that nobody answered.
        if (isReleased || waiting > 0) return;
        await releaseEarlierHolders(ctx, holder);
        isReleased = true;
      },
    }),
  ];
  return {
    limits: createLimits({ rules, book, holderId: holder.holderId, clock: ctx.clock }),
    stored: (recordIds, superseded) => {
      waiting -= recordIds.length;
      book.stored(recordIds, superseded);
    },
    close: async () => {
      await Promise.all(loops.map((stop) => stop()));
      await book.close().catch((error: unknown) => log.warn({ error }, "leases could not be given back"));
    },
  };
}
