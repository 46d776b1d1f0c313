import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { creditLeft } from "@millrace/billing";
import { systemClock } from "@millrace/kernel";
import { startStripeTwin } from "@millrace/stripe-twin";
import { effort, makeTeam, startProgram } from "@millrace/testing";
import { expect, onTestFinished, test } from "vitest";
import { keepTopUps } from "../index.ts";
import { ensureCustomer } from "../outbound/ensure-customer.ts";
import { clientOf, db, rehearse } from "../outbound.fixture.ts";
import { stripeProvider } from "../stripe/stripe-provider.ts";

const FILE = join(import.meta.dirname, "buyer.fixture.ts");
const ROUNDS = 1 + effort();
const TEAMS = 6;
const LIFE_MS_MAX = 1_500;
const AMOUNT_MINOR = 2_000;
/** Longer than whoever took an operation may hold it, and than any distance between tries. */
const LATER_MS = 15 * 60_000;
const ROUNDS_TO_SETTLE_MAX = 60;

test(
  "buyers that are killed while Stripe answers badly pay each gap once, and credit is what was paid",
  async () => {
    const { system } = await rehearse("2026-01-16T12:00:00Z");
    const twin = await startStripeTwin({ seed: 4_711 });
    onTestFinished(() => twin.stop());
    const stripe = clientOf(twin);
    const provider = stripeProvider(stripe, {
      ...{ consoleUrl: "https://mill.example.test", tax: "none", pause: sleep },
      warn: () => {},
    });
    const teams: { teamId: string; customer: string }[] = [];
    for (let made = 0; made < TEAMS; made += 1) {
      const { teamId } = await makeTeam(db, systemClock);
      const customer = await ensureCustomer({ ...system, clock: systemClock }, provider, teamId);
      await stripe.paymentMethods.attach("pm_card_visa", { customer });
      await db.sql(
        `INSERT INTO top_up_rules (team_id, below_pico, amount_minor, monthly_max_minor, updated_at)
         VALUES ($1, 1, $2, 100000000, now())`,
        [teamId, AMOUNT_MINOR],
      );
      teams.push({ teamId, customer });
    }
    let laterMs = 0;
    const clock = {
      now: () => new Date(Date.now() + laterMs),
      monotonicMs: () => performance.now() + laterMs,
    };
    const isOver = async () => {
      const left = await db.database.inSystem((tx) =>
        creditLeft(
          tx,
          teams.map(({ teamId }) => teamId),
          clock.now(),
        ),
      );
      return left.size === TEAMS && [...left.values()].every((pico) => pico > 0n);
    };
    for (let round = 1; round <= ROUNDS; round += 1) {
      // What was bought is used up: each team has a gap again.
      await db.sql("UPDATE credit_grants SET used_pico = amount_pico");
      twin.setChaos({
        requests: { drop_before: 0.1, drop_after: 0.2, fail_after: 0.1, fail_kept: 0.05, conflict: 0.1 },
      });
      const buyers = [1, 2].map(() => startProgram(FILE, [db.systemUrl, twin.url, twin.secretKey]));
      await Promise.all(buyers.map((buyer) => buyer.hasSaid("begun", 1)));
      await sleep(Math.random() * LIFE_MS_MAX);
      await Promise.all(buyers.map((buyer) => buyer.kill()));
      twin.setChaos({});
      for (let tries = 0; !(await isOver()); tries += 1) {
        expect(tries).toBeLessThan(ROUNDS_TO_SETTLE_MAX);
        await keepTopUps({ ...system, clock, provider });
        laterMs += LATER_MS;
      }
      for (const { teamId, customer } of teams) {
        expect(twin.reckoning()[customer]?.sums.usd?.charged).toBe(round * AMOUNT_MINOR);
        const grants = await db.sql("SELECT count(*)::int AS count FROM credit_grants WHERE team_id = $1", [
          teamId,
        ]);
        expect(grants).toEqual([{ count: round }]);
      }
    }
  },
  120_000 * effort(),
);
