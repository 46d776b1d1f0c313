import { parseArgs } from "node:util";
import { addedLatency } from "./added-latency/added-latency.ts";
import { batching } from "./batching.ts";
import type { Benchmark } from "./benchmark.ts";
import { httpEmbeddings } from "./http-embeddings.ts";
import { interleave, type Pace } from "./interleave.ts";
import { describeMachine } from "./machine.ts";
import { heading, table } from "./report.ts";
import { readBaseline, writeResult } from "./results.ts";

const BENCHMARKS: readonly Benchmark[] = [httpEmbeddings, batching, addedLatency];

const FULL: Pace = { rounds: 9, warmUpMs: 500, measureMs: 4_000 };
/** Shows that everything runs; its figures are too short to be kept. */
const QUICK: Pace = { rounds: 2, warmUpMs: 100, measureMs: 400 };

async function run(benchmark: Benchmark, pace: Pace): Promise<void> {
  const { name, method, metrics } = benchmark;
  const machine = describeMachine();
  const baseline = await readBaseline(name);
  process.stdout.write(heading(name, method, machine));
  const bench = await benchmark.prepare();
  try {
    const scenarios = await interleave(bench, { pace, metrics }, (outcome) =>
      process.stdout.write(table(outcome, baseline)),
    );
    if (pace === FULL) {
      await writeResult({ name, date: new Date().toISOString(), method, pace, machine, scenarios });
    }
  } finally {
    await bench.stop();
  }
}

const { values, positionals } = parseArgs({
  options: { quick: { type: "boolean", default: false } },
  allowPositionals: true,
});
const [wanted] = positionals;
const chosen = BENCHMARKS.filter(({ name }) => wanted === undefined || name === wanted);
if (chosen.length === 0) {
  process.stderr.write(
    `There is no benchmark \`${wanted}\`; there are ${BENCHMARKS.map(({ name }) => name).join(", ")}.\n`,
  );
  process.exit(1);
}
for (const benchmark of chosen) await run(benchmark, values.quick ? QUICK : FULL);
