import type { Bench, Figures, Metric, Scenario, Subject, Timing } from "./benchmark.ts";
import { type Spread, spreadOf } from "./statistics.ts";

export type Pace = Timing & { rounds: number };

export type SubjectOutcome = { name: string; rounds: Figures[]; medians: Figures };
export type Comparison = Spread & { metric: string; against: Metric["against"] };
export type ScenarioOutcome = { name: string; subjects: SubjectOutcome[]; comparisons: Comparison[] };

/**
 * Measures both subjects in turn, round after round, the first one first in every other round: what the machine does
 * meanwhile befalls both. Each round gives one comparison; the middle one is the result.
 */
export async function interleave(
  { scenarios }: Bench,
  { pace, metrics }: { pace: Pace; metrics: readonly Metric[] },
  onScenario: (outcome: ScenarioOutcome) => void,
): Promise<ScenarioOutcome[]> {
  const outcomes: ScenarioOutcome[] = [];
  for (const scenario of scenarios) {
    const outcome = compare(scenario, await measureRounds(scenario, pace), metrics);
    onScenario(outcome);
    outcomes.push(outcome);
  }
  return outcomes;
}

type Round = readonly [Figures, Figures];

async function measureRounds({ subjects: [one, other] }: Scenario, pace: Pace): Promise<Round[]> {
  const rounds: Round[] = [];
  for (let round = 0; round < pace.rounds; round++) {
    rounds.push(round % 2 === 0 ? await forth(one, other, pace) : await back(one, other, pace));
  }
  return rounds;
}

async function forth(one: Subject, other: Subject, timing: Timing): Promise<Round> {
  return [await one.measure(timing), await other.measure(timing)];
}

async function back(one: Subject, other: Subject, timing: Timing): Promise<Round> {
  const first = await other.measure(timing);
  return [await one.measure(timing), first];
}

function compare({ name, subjects }: Scenario, rounds: Round[], metrics: readonly Metric[]): ScenarioOutcome {
  const [one, other] = subjects;
  return {
    name,
    subjects: [
      outcomeOf(
        one,
        rounds.map(([figures]) => figures),
        metrics,
      ),
      outcomeOf(
        other,
        rounds.map(([, figures]) => figures),
        metrics,
      ),
    ],
    comparisons: metrics.map((metric) => ({
      metric: metric.name,
      against: metric.against,
      ...spreadOf(rounds.map(([first, second]) => against(metric, first, second))),
    })),
  };
}

function outcomeOf({ name }: Subject, rounds: Figures[], metrics: readonly Metric[]): SubjectOutcome {
  const medians = metrics.map((metric) => {
    const { median } = spreadOf(rounds.map((figures) => read(figures, metric)));
    return [metric.name, median] as const;
  });
  return { name, rounds, medians: Object.fromEntries(medians) };
}

function against(metric: Metric, first: Figures, second: Figures): number {
  const [one, other] = [read(first, metric), read(second, metric)];
  return metric.against === "ratio" ? one / other : one - other;
}

function read(figures: Figures, { name }: Metric): number {
  const value = figures[name];
  if (value === undefined) throw new Error(`no figure ${name}`);
  return value;
}
