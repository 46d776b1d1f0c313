/** What one subject did in one round; names and units as in the scenario's metrics. */
export type Figures = Record<string, number>;

export type Bound = { atLeast: number } | { atMost: number };

export type Metric = {
  /** The figure's name in `Figures`, units last. */
  name: string;
  /** How a subject is set against the last one: divided by it, or taken from it; `alone` tells its own figure. */
  against: "ratio" | "difference" | "alone";
  /** What the first subject is held to. */
  wanted?: Bound;
};

/** Something that is measured: one of the systems, or one of the settings. */
export type Subject = {
  name: string;
  measure(timing: Timing): Promise<Figures>;
};

export type Timing = { warmUpMs: number; measureMs: number };

/** How long a full run takes over each scenario. */
export type Pace = Timing & { rounds: number };

/** One question asked of all subjects. The first one is judged; the last one is what the others are set against. */
export type Scenario = {
  name: string;
  /** What was found out only now: the variant that Millrace chose, say. */
  note?: string;
  metrics: readonly Metric[];
  subjects: readonly [Subject, ...Subject[]];
};

/** Everything that a benchmark started, ready to be measured. */
export type Bench = { scenarios: readonly Scenario[]; stop(): Promise<void> };

/** `quick` shows that everything runs; its figures are too short to be kept. */
export type Size = "full" | "quick";

export type Benchmark = {
  name: string;
  /** How it is measured, in a sentence or two; kept beside the figures. */
  method: string;
  /** Of a full run. */
  pace: Pace;
  /** Starts all subjects and checks that they do the same work. */
  prepare(size: Size): Promise<Bench>;
};
