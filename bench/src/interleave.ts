import type { Bound, Figures, Metric, Pace, Scenario, Subject, Timing } from "./benchmark.ts";
import { type Spread, spreadOf } from "./statistics.ts";

export type SubjectOutcome = { name: string; rounds: Figures[]; medians: Figures };
export type Comparison = Spread & {
  /** The subject that is set against the last one. */
  subject: string;
  metric: string;
  against: Metric["against"];
  wanted?: Bound;
};
export type ScenarioOutcome = {
  name: string;
  note?: string;
  subjects: SubjectOutcome[];
  comparisons: Comparison[];
};

/**
 * Measures all subjects in turn, round after round, in every other round the other way about: what the machine does
 * meanwhile befalls all. Each round gives one comparison; the middle one is the result.
 */
export async function interleave(scenario: Scenario, pace: Pace): Promise<ScenarioOutcome> {
  const { name, note, subjects, metrics } = scenario;
  const rounds = await measureRounds(subjects, pace);
  const roundsOf = (index: number) => rounds.map((round) => figuresAt(round, index));
  const last = subjects.length - 1;
  return {
    name,
    ...(note === undefined ? {} : { note }),
    subjects: subjects.map((subject, index) => outcomeOf(subject, roundsOf(index), metrics)),
    comparisons: subjects.slice(0, Math.max(last, 1)).flatMap((subject, index) =>
      metrics.map((metric) => ({
        subject: subject.name,
        metric: metric.name,
        against: metric.against,
        ...(index === 0 && metric.wanted !== undefined ? { wanted: metric.wanted } : {}),
        ...spreadOf(rounds.map((round) => against(metric, figuresAt(round, index), figuresAt(round, last)))),
      })),
    ),
  };
}

/** Figures of each subject, in the subjects' order. */
type Round = readonly Figures[];

async function measureRounds(subjects: readonly Subject[], { rounds, ...timing }: Pace): Promise<Round[]> {
  const measured: Round[] = [];
  for (let round = 0; round < rounds; round++) {
    measured.push(
      round % 2 === 0
        ? await measureEach(subjects, timing)
        : (await measureEach(subjects.toReversed(), timing)).toReversed(),
    );
  }
  return measured;
}

async function measureEach(subjects: readonly Subject[], timing: Timing): Promise<Figures[]> {
  const figures: Figures[] = [];
  for (const subject of subjects) figures.push(await subject.measure(timing));
  return figures;
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
  switch (metric.against) {
    case "ratio":
      return one / other;
    case "difference":
      return one - other;
    case "alone":
      return one;
  }
}

function figuresAt(round: Round, index: number): Figures {
  const figures = round[index];
  if (figures === undefined) throw new Error(`no subject ${index}`);
  return figures;
}

function read(figures: Figures, { name }: Metric): number {
  const value = figures[name];
  if (value === undefined) throw new Error(`no figure ${name}`);
  return value;
}
