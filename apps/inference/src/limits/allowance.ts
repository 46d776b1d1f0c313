import type { Clock } from "@millrace/kernel";
import { type Billed, billable, type UsageRecord } from "@millrace/metering";
import { type PriceVersion, rate } from "@millrace/prices";
import {
  type Account,
  type Amounts,
  chargesOf,
  type LeaseBook,
  type Reservation,
  type Subject,
  type TeamRules,
} from "@millrace/quotas";
import { knownAccounts } from "./known-accounts.ts";
import { rateLimitHeaders } from "./rate-limit-headers.ts";
import { requireAccess } from "./require-access.ts";
import type { RuleBook } from "./rule-book.ts";

/** What a request may still use: reserved before its work, settled by its record. */
export type Allowance = {
  /** The start of the service that reserved; null: nothing had to be reserved. */
  readonly holderId: string | null;
  /** Reserves for the tokens that the request turned out to have. */
  counted(inputTokens: number): void | Promise<void>;
  /** How the limits that hold for it stand, as `rateLimitHeaders` says it. */
  headers(): Record<string, string>;
  /** The record is durable: what it used is used. */
  settle(record: UsageRecord): void;
  /** The request came to nothing. After `settle`: nothing happens. */
  release(): void;
};

type Wanted = Subject & { modelName: string };

export type Limits = {
  /**
   * Lets a request in that the team's plan allows, under every limit that holds for it. Faults as `requireAccess` and
   * `LeaseBook.reserve` throw them.
   */
  admit(subject: Wanted, at: Date): Allowance | Promise<Allowance>;
  /** What a refusal tells of the limits that hold for the request. */
  headersOf(subject: Subject, at: Date): Record<string, string>;
};

type Parts = {
  rules: Pick<RuleBook, "of" | "known" | "priceOf" | "subscriptionOf">;
  book: Pick<LeaseBook, "reserve" | "standingOf">;
  holderId: string;
  clock: Clock;
};

/** Of a request that no limit holds for. */
export const UNLIMITED: Allowance = {
  holderId: null,
  counted: () => {},
  headers: () => ({}),
  settle: () => {},
  release: () => {},
};

/** Holds requests to the plan and limits of their team, member, key and deployment, and to the team's credit. */
export function createLimits({ rules, book, holderId, clock }: Parts): Limits {
  const accountsOf = knownAccounts();

  function headersOf(accounts: readonly Account[]): Record<string, string> {
    const standings = accounts.flatMap((account) => {
      const standing = book.standingOf(account);
      return standing === null ? [] : [{ account, ...standing }];
    });
    return rateLimitHeaders(standings, clock.now());
  }

  function enter(team: TeamRules, subject: Wanted, at: Date): Allowance | Promise<Allowance> {
    requireAccess(rules.subscriptionOf(team.teamId), at);
    const accounts = accountsOf(team, subject, at);
    if (accounts.length === 0) return UNLIMITED;
    const { teamId, modelName } = subject;
    const version = rules.priceOf({ teamId, modelName, currency: team.currency, at });
    const allow = (reservation: Reservation) => allowance(reservation, { accounts, at, version });
    // What it costs and how many tokens it has is known once they are counted.
    const reserved = book.reserve(chargesOf(accounts, { requests: 1n, concurrency: 1n }, at));
    return reserved instanceof Promise ? reserved.then(allow) : allow(reserved);
  }

  type Entered = { accounts: readonly Account[]; at: Date; version: PriceVersion | null };

  function allowance(reservation: Reservation, { accounts, at, version }: Entered): Allowance {
    const charge = (amounts: Amounts) => chargesOf(accounts, amounts, at);
    const costOf = (used: Billed) => (version === null ? 0n : rate(version, billable(used)));
    return {
      holderId,
      counted: (inputTokens) => {
        const tokens = { outcome: "answered", inputTokens, outputTokens: 0 } as const;
        // Whatever is known already, a known answer may cost more than a computed one.
        const computed = costOf({ ...tokens, cachedInputTokens: 0 });
        const known = costOf({ ...tokens, cachedInputTokens: inputTokens });
        const isKnownDearer = known > computed;
        return reservation.grow(
          charge({ tokens: BigInt(inputTokens), spend: isKnownDearer ? known : computed }),
        );
      },
      headers: () => headersOf(accounts),
      settle: (record) => {
        const { id, inputTokens, outputTokens } = record;
        const used = {
          requests: 1n,
          tokens: BigInt(inputTokens + outputTokens),
          spend: costOf(record),
          concurrency: 1n,
        };
        reservation.settle(id, charge(used));
      },
      release: () => reservation.release(),
    };
  }

  return {
    admit: (subject, at) => {
      const team = rules.of(subject.teamId);
      return team instanceof Promise
        ? team.then((known) => enter(known, subject, at))
        : enter(team, subject, at);
    },
    headersOf: (subject, at) => {
      const team = rules.known(subject.teamId);
      return team === null ? {} : headersOf(accountsOf(team, subject, at));
    },
  };
}
