/** What one subject did in one round; names and units as in the benchmark's metrics. */
export type Figures = Record<string, number>;

export type Metric = {
  /** The figure's name in `Figures`, units last. */
  name: string;
  /** How the first subject is set against the second: divided by it, or taken from it. */
  against: "ratio" | "difference";
};

/** Something that is measured: one of the two systems, or one of two settings. */
export type Subject = {
  name: string;
  measure(timing: Timing): Promise<Figures>;
};

export type Timing = { warmUpMs: number; measureMs: number };

/** One question asked of both subjects. */
export type Scenario = { name: string; subjects: readonly [Subject, Subject] };

/** Everything that a benchmark started, ready to be measured. */
export type Bench = { scenarios: readonly Scenario[]; stop(): Promise<void> };

export type Benchmark = {
  name: string;
  /** How it is measured, in a sentence or two; kept beside the figures. */
  method: string;
  metrics: readonly Metric[];
  /** Starts both subjects and checks that they do the same work. */
  prepare(): Promise<Bench>;
};
