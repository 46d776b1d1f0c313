import type { Bound } from "./benchmark.ts";
import type { Comparison, ScenarioOutcome } from "./interleave.ts";
import type { Machine } from "./machine.ts";
import type { Result } from "./results.ts";

const HEAD_WIDTH = 40;
const FIGURE_WIDTH = 15;
/** A scenario of more metrics gets a row for each instead of a column. */
const METRIC_COLUMNS_MAX = 5;

/** What is measured and where, above the figures on the screen. */
export function heading(name: string, method: string, machine: Machine): string {
  return `\n${name}\n${method}\n${described(machine)}\n`;
}

/** One scenario on the screen, and what the baseline says of it. */
export function table(outcome: ScenarioOutcome, baseline: Result | null): string {
  const known = baseline?.scenarios.find(({ name }) => name === outcome.name)?.comparisons ?? [];
  const [head = [], ...rows] = cellsOf(outcome, known);
  return `\n${aligned([head, ...rows.map(([name = "", ...figures]) => [`  ${name}`, ...figures])])}\n${noteLine(outcome)}`;
}

function noteLine({ note }: ScenarioOutcome): string {
  return note === undefined ? "" : `  ${note}\n`;
}

/** A whole result for people to read, as Markdown. */
export function page({ name, method, machine, date, scenarios, pace }: Result): string {
  const rounds = `${pace.rounds} rounds of ${pace.measureMs / 1_000} s each, ${date.slice(0, 10)}`;
  const tables = scenarios.map((outcome) => {
    const [head = [], ...rows] = cellsOf(outcome, []);
    const rule = head.map((_, index) => (index === 0 ? "---" : "--:"));
    const lines = [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`);
    return [lines.join("\n"), ...(outcome.note === undefined ? [] : [outcome.note])].join("\n\n");
  });
  return [`# ${name}`, method, `${described(machine)}. ${rounds}.`, ...tables].join("\n\n").concat("\n");
}

/** What the product is held to and what was measured, of all results together. */
export function numbersPage(results: readonly Result[]): string {
  const head = ["benchmark", "scenario", "figure", "wanted", "measured", "lowest … highest", "taken"];
  const rows = results.flatMap(({ name, date, scenarios }) =>
    scenarios.flatMap((outcome) =>
      outcome.comparisons
        .filter(({ wanted }) => wanted !== undefined)
        .map((one) => [
          name,
          outcome.name,
          one.metric,
          wantedCell(one),
          comparedCell(one),
          `${number(one.min)} … ${number(one.max)}`,
          date.slice(0, 10),
        ]),
    ),
  );
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return `${NUMBERS_HEAD}\n\n${lines.join("\n")}\n`;
}

const NUMBERS_HEAD = `# Numbers to hold

Written by each full run, from the results beside it: × is a ratio to the last subject of the scenario, + a difference,
and a bare number the figure itself. The tables of each benchmark say what stands behind it.`;

function described({ cpu, cores, versions }: Machine): string {
  const libraries = Object.entries(versions).map(([library, version]) => `${library} ${version}`);
  return `${cpu}, ${cores} cores; ${libraries.join(", ")}`;
}

/** The head, then a row a subject, then how they stand against the last one, what is wanted and what was known. */
function cellsOf(outcome: ScenarioOutcome, known: readonly Comparison[]): string[][] {
  const metrics = Object.keys(outcome.subjects[0]?.medians ?? {});
  const cells = [
    [outcome.name, ...metrics],
    ...outcome.subjects.map(({ name, medians }) => [
      name,
      ...metrics.map((metric) => number(medians[metric] ?? Number.NaN)),
    ]),
    ...comparedRows(outcome, metrics, known),
  ];
  return metrics.length > METRIC_COLUMNS_MAX ? transposed(cells) : cells;
}

function comparedRows(
  { subjects, comparisons }: ScenarioOutcome,
  metrics: readonly string[],
  known: readonly Comparison[],
): string[][] {
  const last = subjects.at(-1)?.name ?? "";
  const compared = [...new Set(comparisons.map(({ subject }) => subject))];
  return compared.flatMap((subject, index) => {
    const find = (all: readonly Comparison[], metric: string) =>
      all.find((one) => one.metric === metric && one.subject === subject);
    const row = (name: string, cell: (one: Comparison) => string, all = comparisons) => {
      const found = metrics.map((metric) => find(all, metric));
      return found.some((one) => one !== undefined && cell(one) !== "")
        ? [[name, ...found.map((one) => (one === undefined ? "" : cell(one)))]]
        : [];
    };
    return [
      ...row(`${subject} against ${last}`, (one) => (one.against === "alone" ? "" : comparedCell(one))),
      ...row("lowest … highest", ({ min, max }) => `${number(min)} … ${number(max)}`),
      ...(index === 0 ? row("wanted", wantedCell) : []),
      ...row("baseline", comparedCell, [...known]),
    ];
  });
}

function transposed(cells: readonly (readonly string[])[]): string[][] {
  return (cells[0] ?? []).map((_, column) => cells.map((row) => row[column] ?? ""));
}

function comparedCell({ median, against }: Comparison): string {
  switch (against) {
    case "ratio":
      return `× ${number(median)}`;
    case "difference":
      return `${median < 0 ? "−" : "+"} ${number(Math.abs(median))}`;
    case "alone":
      return number(median);
  }
}

/** The bound, and whether the middle of the rounds keeps it. */
function wantedCell({ wanted, median }: Comparison): string {
  if (wanted === undefined) return "";
  if (!Number.isFinite(median)) return boundText(wanted);
  return `${boundText(wanted)} ${keeps(median, wanted) ? "✓" : "✗"}`;
}

function boundText(wanted: Bound): string {
  return "atLeast" in wanted ? `≥ ${number(wanted.atLeast)}` : `≤ ${number(wanted.atMost)}`;
}

function keeps(value: number, wanted: Bound): boolean {
  return "atLeast" in wanted ? value >= wanted.atLeast : value <= wanted.atMost;
}

/** Names to the left, figures to the right of their columns. */
function aligned(cells: readonly (readonly string[])[]): string {
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(column === 0 ? HEAD_WIDTH : FIGURE_WIDTH, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const placed = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return cells.map((row) => row.map(placed).join("  ").trimEnd()).join("\n");
}

const SIGNIFICANT_DIGITS = 3;

/** What was not seen at all (no request was refused, say) is a dash. */
function number(value: number | null): string {
  if (value === null || Number.isNaN(value)) return "–";
  return String(Number(value.toPrecision(SIGNIFICANT_DIGITS)));
}
