import type { Comparison, ScenarioOutcome } from "./interleave.ts";
import type { Machine } from "./machine.ts";
import type { Result } from "./results.ts";

const HEAD_WIDTH = 28;
const FIGURE_WIDTH = 16;

/** What is measured and where, above the figures on the screen. */
export function heading(name: string, method: string, machine: Machine): string {
  return `\n${name}\n${method}\n${described(machine)}\n`;
}

/** One scenario on the screen, and what the baseline says of it. */
export function table(outcome: ScenarioOutcome, baseline: Result | null): string {
  const known = baseline?.scenarios.find(({ name }) => name === outcome.name)?.comparisons ?? [];
  const rows = [...rowsOf(outcome), ...(known.length > 0 ? [["baseline", ...known.map(compared)]] : [])];
  const [head = "", ...cells] = headOf(outcome);
  return `\n${[line(head, cells), ...rows.map(([name = "", ...figures]) => line(`  ${name}`, figures))].join("\n")}\n`;
}

/** A whole result for people to read, as Markdown. */
export function page({ name, method, machine, date, pace, scenarios }: Result): string {
  const rounds = `${pace.rounds} rounds of ${pace.measureMs / 1_000} s each, ${date.slice(0, 10)}`;
  const tables = scenarios.map((outcome) => {
    const head = headOf(outcome);
    const rule = head.map((_, index) => (index === 0 ? "---" : "--:"));
    return [head, rule, ...rowsOf(outcome)].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  });
  return [`# ${name}`, method, `${described(machine)}. ${rounds}.`, ...tables].join("\n\n").concat("\n");
}

function described({ cpu, cores, versions }: Machine): string {
  const libraries = Object.entries(versions).map(([library, version]) => `${library} ${version}`);
  return `${cpu}, ${cores} cores; ${libraries.join(", ")}`;
}

function headOf({ name, comparisons }: ScenarioOutcome): string[] {
  return [name, ...comparisons.map(({ metric }) => metric)];
}

/** A row a subject, then how the first stands against the second: the middle of the rounds and their ends. */
function rowsOf({ subjects, comparisons }: ScenarioOutcome): string[][] {
  return [
    ...subjects.map(({ name, medians }) => [
      name,
      ...comparisons.map(({ metric }) => number(medians[metric] ?? Number.NaN)),
    ]),
    ["first against second", ...comparisons.map(compared)],
    ["lowest … highest", ...comparisons.map(({ min, max }) => `${number(min)} … ${number(max)}`)],
  ];
}

function compared({ median, against }: Comparison): string {
  if (against === "ratio") return `× ${number(median)}`;
  return `${median < 0 ? "−" : "+"} ${number(Math.abs(median))}`;
}

function line(head: string, cells: readonly string[]): string {
  return [head.padEnd(HEAD_WIDTH), ...cells.map((cell) => cell.padStart(FIGURE_WIDTH))].join(" ");
}

const SIGNIFICANT_DIGITS = 3;

function number(value: number): string {
  return String(Number(value.toPrecision(SIGNIFICANT_DIGITS)));
}
