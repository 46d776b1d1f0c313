import type { Comparison, ScenarioOutcome } from "./interleave.ts";
import type { Machine } from "./machine.ts";
import type { Result } from "./results.ts";

/** Of the row heads. */
const HEAD_WIDTH = 24;
const FIGURE_WIDTH = 14;

/** What is measured and where, above the figures. */
export function heading(name: string, method: string, machine: Machine): string {
  const { cpu, cores, versions } = machine;
  const libraries = Object.entries(versions).map(([library, version]) => `${library} ${version}`);
  return `\n${name}\n${method}\n${cpu}, ${cores} cores; ${libraries.join(", ")}\n`;
}

/** One scenario: a row a subject, then how the first stands against the second, round by round, then the baseline. */
export function table({ name, subjects, comparisons }: ScenarioOutcome, baseline: Result | null): string {
  const known = baseline?.scenarios.find((scenario) => scenario.name === name)?.comparisons ?? [];
  const rows = [
    row(
      name,
      comparisons.map(({ metric }) => metric),
    ),
    ...subjects.map((subject) =>
      row(
        `  ${subject.name}`,
        comparisons.map(({ metric }) => number(subject.medians[metric] ?? Number.NaN)),
      ),
    ),
    row("  first against second", comparisons.map(compared)),
    row(
      "  lowest … highest",
      comparisons.map(({ min, max }) => `${number(min)} … ${number(max)}`),
    ),
    ...(known.length > 0 ? [row("  baseline", known.map(compared))] : []),
  ];
  return `\n${rows.join("\n")}\n`;
}

function compared({ median, against }: Comparison): string {
  if (against === "ratio") return `× ${number(median)}`;
  return `${median < 0 ? "−" : "+"} ${number(Math.abs(median))}`;
}

function row(head: string, cells: readonly string[]): string {
  return [head.padEnd(HEAD_WIDTH), ...cells.map((cell) => cell.padStart(FIGURE_WIDTH))].join(" ");
}

function number(value: number): string {
  return value.toPrecision(3).includes("e") ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
