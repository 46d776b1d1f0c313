import type { SystemContext } from "@millrace/db";
import type { Secrets } from "@millrace/secrets";
import type { Mail } from "../mail.ts";
import { openMail } from "../open-mail.ts";
import type { Failure } from "../rules/judge-failure.ts";
import { ATTEMPTS_MAX, waitAfter } from "../rules/retry.ts";
import type { Mailer } from "./mailer.ts";
import { claimDue, countSent, giveUp, hasDue, markSent, noteFailure, postpone } from "./store.ts";

/** In one round; a round a second makes it the rate. */
const MAILS_MAX = 10;
const FIRST_PAUSE_MS = 5_000;
const PAUSE_MAX_MS = 5 * 60_000;
/** Nobody is buried in mail that others can ask for: per recipient and template. */
const ASKED_FOR = new Set(["invitation", "sign_in", "reset_password", "verify_email"]);
const ASKED_FOR_MAX = 10;
const ASKED_FOR_WINDOW_MS = 3_600_000;
const ASKED_FOR_PAUSE_MS = 10 * 60_000;

export type DeliveryContext = SystemContext & {
  secrets: Secrets;
  mailer: Mailer;
  /** Where links lead. */
  consoleUrl: string;
};

/** What a round did. */
export type Round = {
  sent: number;
  failed: number;
  /** Given up: nobody tries again. */
  givenUp: number;
  /** Why the server takes nothing at the moment; null: it does, as far as is known. */
  unreachable: string | null;
};

/** Delivers what is in the outbox, a round at a time. */
export type Delivery = {
  /** With a signal: ends early, with the mail under way. */
  round(leaving?: AbortSignal): Promise<Round>;
};

/**
 * Any number of these may run on one database: a mail is claimed by one before it is sent. One that was killed in between
 * leaves its mail to the next attempt, so a mail may arrive twice, with the same id, but is never lost.
 * While the server is away no mail is touched; only whether it is back is tried, ever more seldom.
 */
export function createDelivery(ctx: DeliveryContext): Delivery {
  let unreachable: string | null = "not tried yet";
  let pauseMs = 0;
  let pausedUntilMs = 0;

  function serverIsAway({ reason }: Failure): void {
    unreachable = reason;
    pauseMs = Math.min(PAUSE_MAX_MS, Math.max(FIRST_PAUSE_MS, 2 * pauseMs));
    pausedUntilMs = ctx.clock.monotonicMs() + pauseMs;
  }

  async function isReachable(): Promise<boolean> {
    if (unreachable === null) return true;
    if (ctx.clock.monotonicMs() < pausedUntilMs) return false;
    const failure = await ctx.mailer.check();
    if (failure !== null) serverIsAway(failure);
    else [unreachable, pauseMs] = [null, 0];
    return failure === null;
  }

  return {
    round: async (leaving) => {
      const counts = { sent: 0, failed: 0, givenUp: 0 };
      const told = () => ({ ...counts, unreachable: pauseMs > 0 ? unreachable : null });
      if (!(await ctx.database.inSystem((tx) => hasDue(tx, ctx.clock.now())))) return told();
      if (!(await isReachable())) return told();
      for (let number = 0; number < MAILS_MAX && leaving?.aborted !== true; number++) {
        const result = await deliverNext(ctx);
        if (result === null) break;
        counts[result.became] += 1;
        if (result.failure?.kind !== "unreachable") continue;
        serverIsAway(result.failure);
        break;
      }
      return told();
    },
  };
}

type Result = { became: "sent" | "failed" | "givenUp"; failure: Failure | null };

/** Null when nothing is due. */
async function deliverNext(ctx: DeliveryContext): Promise<Result | null> {
  for (;;) {
    const mail = await claim(ctx);
    if (mail === null) return null;
    if (await isBuried(ctx, mail)) {
      const at = new Date(ctx.clock.now().getTime() + ASKED_FOR_PAUSE_MS);
      await ctx.database.inSystem((tx) => postpone(tx, mail, at));
      continue;
    }
    const failure = await attempt(ctx, mail);
    return { became: await settle(ctx, mail, failure), failure };
  }
}

/** From now on it is ours until the wait is over, in which it is sent or not. */
async function claim({ database, clock }: DeliveryContext): Promise<Mail | null> {
  const now = clock.now();
  return database.inSystem((tx) =>
    claimDue(tx, now, (attempt) => new Date(now.getTime() + waitAfter(attempt))),
  );
}

async function isBuried({ database, clock }: DeliveryContext, mail: Mail): Promise<boolean> {
  if (!ASKED_FOR.has(mail.template)) return false;
  const since = new Date(clock.now().getTime() - ASKED_FOR_WINDOW_MS);
  return (await database.inSystem((tx) => countSent(tx, mail, since))) >= ASKED_FOR_MAX;
}

async function attempt(ctx: DeliveryContext, mail: Mail): Promise<Failure | null> {
  const rendered = await ctx.database.inSystem((tx) => openMail(tx, mail, ctx));
  if (rendered === null) return { kind: "refused", reason: "cannot be opened" };
  const { id, recipient, locale } = mail;
  return ctx.mailer.send({ ...rendered, id, recipient, locale });
}

async function settle(ctx: DeliveryContext, mail: Mail, failure: Failure | null): Promise<Result["became"]> {
  const { database, clock } = ctx;
  const at = clock.now();
  return database.inSystem(async (tx) => {
    if (failure === null) {
      await markSent(tx, mail.id, at);
      return "sent";
    }
    const { kind, reason } = failure;
    if (kind === "refused" || mail.attempts >= ATTEMPTS_MAX) {
      await giveUp(tx, mail, { at, reason });
      return "givenUp";
    }
    await noteFailure(tx, mail, reason);
    return "failed";
  });
}
