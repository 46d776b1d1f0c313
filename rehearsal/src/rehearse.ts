import { chargeUsage } from "@millrace/billing";
import { atOnce, type Random } from "@millrace/kernel";
import { storeUsage, type UsageRecord } from "@millrace/metering";
import { countUsage } from "@millrace/quotas";
import { act, decide, operate } from "./acts.ts";
import { makeCast, type Team } from "./cast.ts";
import { compare, type Expected, type Finding } from "./compare.ts";
import { keep, settle } from "./keep.ts";
import { publishTariff } from "./tariff.ts";
import { drawRecord, expectedPico } from "./usage.ts";
import { openWorld, type World } from "./world.ts";

const DAY_MS = 86_400_000;
const STORED_AT_ONCE_MAX = 1_000;
/** Whose people do something at the same time. */
const TEAMS_AT_ONCE = 4;
/** When the services of a month's first night do their work. */
const NIGHT_HOURS = [0.4, 0.9, 1.5, 2.2, 3.2];
/** A twentieth of what goes over the network comes to grief. */
const CHAOS = {
  webhooks: { duplicate: 0.05, reorder: 0.05, delay: 0.05, delaySecondsMax: 20_000, lose: 0.03 },
  requests: {
    ...{ drop_before: 0.01, drop_after: 0.01, too_many: 0.01, conflict: 0.005 },
    ...{ fail_before: 0.01, fail_after: 0.01, fail_kept: 0.002 },
  },
};

export type Rehearsal = { seed: number; teams: number; days: number };
export type Rehearsed = {
  findings: Finding[];
  records: number;
  invoices: number;
  /** Of the twin. */
  events: number;
};

/** A billing year, or its first days, of many teams with mischief everywhere; what is wrong in the end. */
export async function rehearse(
  base: Pick<World, "database" | "sql" | "say">,
  { seed, teams: count, days }: Rehearsal,
): Promise<Rehearsed> {
  const world = await openWorld({ ...base, seed, year: 2026 });
  try {
    await publishTariff(world, world.year);
    const teams = await makeCast(world, count);
    await world.twin.setChaos(CHAOS);
    const year = new Year(world, teams);
    for (let day = 0; day < days; day += 1) await year.live(day);
    await year.end(days);
    const findings = await compare(world, { teams, expected: year.expected });
    const [row] = await world.sql("SELECT count(*)::int AS count FROM invoices WHERE state <> 'draft'");
    const records = [...year.expected.values()].reduce((sum, team) => sum + team.records, 0);
    return { findings, records, invoices: Number(row?.count), events: (await world.twin.events()).length };
  } finally {
    await world.stop();
  }
}

class Year {
  readonly expected: Expected = new Map();
  /** What lies in spools, and when it comes. */
  #late: { record: UsageRecord; day: number }[] = [];
  #stored: UsageRecord[] = [];
  readonly #world: World;
  readonly #teams: readonly Team[];
  /** Days on which Millrace is away, over the end of a month. */
  readonly #away: ReadonlySet<number>;

  constructor(world: World, teams: readonly Team[]) {
    this.#world = world;
    this.#teams = teams;
    const month = 1 + Math.floor(world.random() * 10);
    const end = Math.round((Date.UTC(world.year, month, 1) - Date.UTC(world.year, 0, 1)) / DAY_MS);
    this.#away = new Set([end - 1, end, end + 1]);
  }

  async live(day: number): Promise<void> {
    const world = this.#world;
    const start = this.#startOf(day);
    world.isAway = this.#away.has(day);
    const hours = start.getUTCDate() === 1 ? NIGHT_HOURS : [];
    for (const hour of hours) {
      await world.twin.clock.set(new Date(start.getTime() + hour * 3_600_000));
      await keep(world, { isThorough: hour < 1 });
    }
    await world.twin.clock.set(new Date(start.getTime() + 12 * 3_600_000));
    if (!world.isAway) {
      await atOnce(TEAMS_AT_ONCE, this.#teams, (team) => act(world, team, day));
      await operate(world, this.#teams);
    }
    await decide(world);
    await world.twin.clock.set(new Date(start.getTime() + DAY_MS - 60_000));
    await Promise.all([this.#use(day), keep(world, { isThorough: day % 10 === 0 })]);
  }

  /** Everything that is under way comes to its end, with nothing in its way. */
  async end(days: number): Promise<void> {
    const world = this.#world;
    world.isAway = false;
    await world.twin.setChaos({});
    await this.#store(this.#late.map(({ record }) => record));
    for (let step = 0; step < 5; step += 1) {
      await world.twin.clock.set(new Date(this.#startOf(days + 3).getTime() + step * 6 * 3_600_000));
      await settle(world);
    }
  }

  #startOf(day: number): Date {
    return new Date(Date.UTC(this.#world.year, 0, 1 + day));
  }

  /** The requests of a day; some are stored later, some come again. */
  async #use(day: number): Promise<void> {
    const { random } = this.#world;
    const made = this.#teams
      .filter(({ firstDay }) => day >= firstDay)
      .flatMap((team) =>
        Array.from({ length: Math.floor(random() * 4) }, () => ({
          team,
          record: drawRecord(random, team, this.#startOf(day)),
        })),
      );
    for (const { team, record } of made) this.#expect(team, record);
    const [now, late] = part(made, () => random() >= 0.03);
    for (const { record } of late) this.#late.push({ record, day: day + 1 + Math.floor(random() * 40) });
    const [due, waiting] = part(this.#late, (one) => one.day <= day);
    this.#late = waiting;
    const again = this.#stored.filter(() => random() < 0.02);
    const records = [...now, ...due].map(({ record }) => record);
    await this.#store(shuffled(random, [...records, ...again]));
    this.#stored = records;
  }

  async #store(records: readonly UsageRecord[]): Promise<void> {
    for (let from = 0; from < records.length; from += STORED_AT_ONCE_MAX)
      await storeUsage(this.#world, records.slice(from, from + STORED_AT_ONCE_MAX), [
        countUsage,
        chargeUsage,
      ]);
  }

  #expect({ teamId, currency }: Team, record: UsageRecord): void {
    const { records = 0, amountPico = 0n } = this.expected.get(teamId) ?? {};
    const cost = expectedPico(record, { currency, year: this.#world.year });
    this.expected.set(teamId, { records: records + 1, amountPico: amountPico + cost });
  }
}

function part<T>(all: readonly T[], isFirst: (one: T) => boolean): [T[], T[]] {
  const [first, second]: [T[], T[]] = [[], []];
  for (const one of all) (isFirst(one) ? first : second).push(one);
  return [first, second];
}

function shuffled<T>(random: Random, all: readonly T[]): T[] {
  return all
    .map((one) => ({ one, place: random() }))
    .sort((left, right) => left.place - right.place)
    .map(({ one }) => one);
}
