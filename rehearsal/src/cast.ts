import type { Context } from "@millrace/db";
import { newId, type Random, seededRandom } from "@millrace/kernel";
import { CURRENCIES, type Currency, MODELS, type ModelName, PLAN_NAMES } from "./tariff.ts";
import type { UsingTeam } from "./usage.ts";
import type { World } from "./world.ts";

/**
 * How a team pays. `plan`: a plan through Stripe. `credit`: prepaid, bought through Stripe. `invoice`: a plan, or none, that
 * nobody collects; an operator says when it was paid.
 */
export type Habit = "plan" | "credit" | "invoice";

/** What becomes of its card: good, good until it is charged without anybody there, or bad from some month on. */
export type Card = "pm_card_visa" | "pm_card_mastercard" | "pm_card_chargeCustomerFail";

export type Team = UsingTeam & {
  name: string;
  currency: Currency;
  habit: Habit;
  planName: string;
  card: Card;
  /** The day of the year on which it begins. */
  firstDay: number;
  personId: string;
  /** Of its people. */
  random: Random;
  as(world: World): Context;
};

const CARDS: readonly Card[] = [
  ...Array<Card>(6).fill("pm_card_visa"),
  ...Array<Card>(2).fill("pm_card_mastercard"),
  "pm_card_chargeCustomerFail",
];

/** So many teams, each with an owner, in the database. */
export async function makeCast(world: World, count: number): Promise<Team[]> {
  const teams = Array.from({ length: count }, (_, index) => drawTeam(world.random, index));
  for (const { teamId, name, currency, personId, habit } of teams) {
    await world.sql(
      "INSERT INTO teams (id, handle, name, currency, is_prepaid) VALUES ($1, $2, $3, $4, $5)",
      [...[teamId, `team-${teamId.slice(-12, -6)}-${teamId.slice(-6)}`, name, currency, habit === "credit"]],
    );
    await world.sql("INSERT INTO persons (id, email, name, password_hash) VALUES ($1, $2, 'Ada', 'none')", [
      personId,
      `${personId}@example.test`,
    ]);
    await world.sql(
      "INSERT INTO memberships (team_id, person_id, role, joined_by) VALUES ($1, $2, 'owner', 'owner')",
      [teamId, personId],
    );
  }
  return teams;
}

function drawTeam(random: Random, index: number): Team {
  const [teamId, personId] = [newId(), newId()];
  const name = `Team ${index + 1}`;
  return {
    ...{ teamId, personId, name, keyId: newId(), random: seededRandom(Math.floor(random() * 2 ** 32)) },
    deploymentIds: Object.fromEntries(MODELS.map((model) => [model, newId()])) as Record<ModelName, string>,
    currency: pick(random, [...CURRENCIES, "USD", "USD", "EUR"]),
    habit: pick(random, ["plan", "plan", "plan", "plan", "credit", "credit", "invoice"]),
    planName: pick(random, PLAN_NAMES),
    card: pick(random, CARDS),
    firstDay: Math.floor(random() ** 2 * 200),
    size: 0.2 + random() ** 2 * 3,
    as: ({ database, clock }) => ({
      ...{ database, clock },
      actor: { teamId, personId, role: "owner", label: `${personId}@example.test` },
    }),
  };
}

export function pick<T>(random: Random, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)] as T;
}
