/** Prometheus text exposition format 0.0.4: counters and histograms with bounded label sets. */
const SERIES_MAX = 1_000;

type Labels = Readonly<Record<string, string>>;

export type Counter = { add(labels: Labels, amount?: number): void };
export type Histogram = { observe(labels: Labels, value: number): void };
export type Metrics = {
  counter(name: string, help: string): Counter;
  /** `bounds` are the upper bounds of the buckets, ascending, in the unit that the name ends with. */
  histogram(name: string, help: string, bounds: number[]): Histogram;
  /** Everything counted so far, as Prometheus reads it. */
  render(): string;
};

type Family = { name: string; help: string; type: string; lines(): string[] };

export function createMetrics(): Metrics {
  const families: Family[] = [];
  return {
    counter: (name, help) => register(families, counterFamily(name, help)),
    histogram: (name, help, bounds) => register(families, histogramFamily(name, help, bounds)),
    render: () =>
      families
        .flatMap(({ name, help, type, lines }) => [
          `# HELP ${name} ${help}`,
          `# TYPE ${name} ${type}`,
          ...lines(),
        ])
        .join("\n")
        .concat("\n"),
  };
}

function register<F extends Family>(families: Family[], family: F): F {
  families.push(family);
  return family;
}

function counterFamily(name: string, help: string): Family & Counter {
  const series = boundedSeries(() => ({ value: 0 }));
  return {
    name,
    help,
    type: "counter",
    add: (labels, amount = 1) => {
      series.of(labels).value += amount;
    },
    lines: () => series.all().map(([labels, { value }]) => `${name}${braces(labels)} ${value}`),
  };
}

function histogramFamily(name: string, help: string, bounds: number[]): Family & Histogram {
  const series = boundedSeries(() => ({ counts: bounds.map(() => 0), count: 0, sum: 0 }));
  return {
    name,
    help,
    type: "histogram",
    observe: (labels, value) => {
      const entry = series.of(labels);
      entry.count += 1;
      entry.sum += value;
      const index = bounds.findIndex((bound) => value <= bound);
      if (index >= 0) entry.counts[index] = (entry.counts[index] ?? 0) + 1;
    },
    lines: () =>
      series.all().flatMap(([labels, entry]) => {
        let below = 0;
        const buckets = bounds.map((bound, index) => {
          below += entry.counts[index] ?? 0;
          return `${name}_bucket${braces(join(labels, `le="${bound}"`))} ${below}`;
        });
        return [
          ...buckets,
          `${name}_bucket${braces(join(labels, 'le="+Inf"'))} ${entry.count}`,
          `${name}_sum${braces(labels)} ${entry.sum}`,
          `${name}_count${braces(labels)} ${entry.count}`,
        ];
      }),
  };
}

/** At most SERIES_MAX label sets; what comes after shares one series, so that no caller can fill the memory. */
function boundedSeries<T>(create: () => T) {
  const entries = new Map<string, T>();
  const found = new WeakMap<Labels, T>();

  function find(labels: Labels): T {
    const wanted = render(labels);
    const key = entries.has(wanted) || entries.size < SERIES_MAX ? wanted : 'overflow="true"';
    const entry = entries.get(key) ?? create();
    entries.set(key, entry);
    found.set(labels, entry);
    return entry;
  }

  return {
    /** Fast for labels that were asked for before, as the same object. */
    of: (labels: Labels): T => found.get(labels) ?? find(labels),
    all: () => [...entries],
  };
}

const render = (labels: Labels) =>
  Object.entries(labels)
    .map(
      ([name, value]) =>
        `${name}="${value.replace(/[\\"\n]/g, (mark) => (mark === "\n" ? "\\n" : `\\${mark}`))}"`,
    )
    .join(",");
const braces = (labels: string) => (labels === "" ? "" : `{${labels}}`);
const join = (left: string, right: string) => (left === "" ? right : `${left},${right}`);
