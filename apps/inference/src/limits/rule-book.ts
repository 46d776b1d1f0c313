import type { Subscription } from "@millrace/billing";
import { type Clock, Fault } from "@millrace/kernel";
import { type PriceMoment, type PriceVersion, priceAt } from "@millrace/prices";
import type { TeamRules } from "@millrace/quotas";

/** A team that is not known yet is looked up at once, but not more often than this. */
const REFRESH_PAUSE_MS = 200;

type Loaded = {
  teams: readonly TeamRules[];
  prices: readonly PriceVersion[];
  /** Plans that have not ended, by team. */
  subscriptions: ReadonlyMap<string, Subscription>;
};

type Parts = {
  /** What holds now for the teams that this node serves, and for the models. */
  load(): Promise<Loaded>;
  clock: Clock;
};

/** The limits, prices and plans that requests are held to here; in memory, a second old. */
export type RuleBook = {
  /** Fault `unavailable` `quotas.cannot_check` for a team of which nothing is known yet. */
  of(teamId: string): TeamRules | Promise<TeamRules>;
  /** What of a team is known at this moment; null: nothing yet. */
  known(teamId: string): TeamRules | null;
  priceOf(moment: PriceMoment): PriceVersion | null;
  /** Of a team that is known; null: it has no plan. */
  subscriptionOf(teamId: string): Subscription | null;
  /** Called every second. */
  sync(): Promise<void>;
};

export function createRuleBook({ load, clock }: Parts): RuleBook {
  let teams = new Map<string, TeamRules>();
  let prices = new Map<string, PriceVersion[]>();
  let subscriptions: ReadonlyMap<string, Subscription> = new Map();
  let running: Promise<void> | undefined;
  let lastSyncMs = Number.NEGATIVE_INFINITY;

  async function refresh(): Promise<void> {
    lastSyncMs = clock.monotonicMs();
    const loaded = await load();
    subscriptions = loaded.subscriptions;
    teams = new Map(loaded.teams.map((rules) => [rules.teamId, rules]));
    prices = Map.groupBy(loaded.prices, ({ modelName }) => modelName);
  }

  function sync(): Promise<void> {
    running ??= refresh().finally(() => {
      running = undefined;
    });
    return running;
  }

  async function lookUp(teamId: string): Promise<TeamRules> {
    if (running !== undefined || clock.monotonicMs() - lastSyncMs >= REFRESH_PAUSE_MS)
      await sync().catch(() => {});
    const rules = teams.get(teamId);
    if (rules === undefined) throw notKnown();
    return rules;
  }

  return {
    of: (teamId) => teams.get(teamId) ?? lookUp(teamId),
    known: (teamId) => teams.get(teamId) ?? null,
    priceOf: (moment) => priceAt(prices.get(moment.modelName) ?? [], moment),
    subscriptionOf: (teamId) => subscriptions.get(teamId) ?? null,
    sync,
  };
}

function notKnown(): Fault {
  return new Fault({
    kind: "unavailable",
    code: "quotas.cannot_check",
    message: "The limits of this team are not known here yet. Try again in a moment.",
    retryAfterMs: 1_000,
  });
}
