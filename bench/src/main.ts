import { parseArgs } from "node:util";
import type { Benchmark, Pace } from "./benchmark.ts";
import { addedLatency } from "./benchmarks/added-latency.ts";
import { batching } from "./benchmarks/batching.ts";
import { coldStart } from "./benchmarks/cold-start.ts";
import { explorer } from "./benchmarks/explorer.ts";
import { httpEmbeddings } from "./benchmarks/http-embeddings.ts";
import { limits } from "./benchmarks/limits.ts";
import { loadCycles } from "./benchmarks/load-cycles.ts";
import { overhead } from "./benchmarks/overhead.ts";
import { overload } from "./benchmarks/overload.ts";
import { rawLoop } from "./benchmarks/raw-loop.ts";
import { rowLevelSecurity } from "./benchmarks/row-level-security.ts";
import { settlement } from "./benchmarks/settlement.ts";
import { traceReplay } from "./benchmarks/trace-replay.ts";
import { interleave, type ScenarioOutcome } from "./interleave.ts";
import { describeMachine } from "./machine.ts";
import { discardModels } from "./models/models.ts";
import { discardInstallation } from "./product/installation.ts";
import { heading, table } from "./report.ts";
import { readBaseline, writeResult } from "./results.ts";

/** What starts the whole product comes last, so that it does not stand beside what needs only the engine. */
const BENCHMARKS: readonly Benchmark[] = [
  rowLevelSecurity,
  explorer,
  settlement,
  batching,
  addedLatency,
  loadCycles,
  coldStart,
  traceReplay,
  overload,
  rawLoop,
  overhead,
  httpEmbeddings,
  limits,
];

const QUICK: Pace = { rounds: 1, warmUpMs: 100, measureMs: 400 };

async function run(benchmark: Benchmark, isQuick: boolean): Promise<void> {
  const { name, method } = benchmark;
  const pace = isQuick ? QUICK : benchmark.pace;
  const machine = describeMachine();
  const baseline = await readBaseline(name);
  process.stdout.write(heading(name, method, machine));
  const bench = await benchmark.prepare(isQuick ? "quick" : "full");
  try {
    const scenarios: ScenarioOutcome[] = [];
    for (const scenario of bench.scenarios) {
      const outcome = await interleave(scenario, pace);
      process.stdout.write(table(outcome, baseline));
      scenarios.push(outcome);
    }
    if (!isQuick)
      await writeResult({ name, date: new Date().toISOString(), method, pace, machine, scenarios });
  } finally {
    await bench.stop();
  }
}

const { values, positionals } = parseArgs({
  options: { quick: { type: "boolean", default: false } },
  allowPositionals: true,
});
const unknown = positionals.find((wanted) => !BENCHMARKS.some(({ name }) => name === wanted));
if (unknown !== undefined) {
  process.stderr.write(
    `There is no benchmark \`${unknown}\`; there are ${BENCHMARKS.map(({ name }) => name).join(", ")}.\n`,
  );
  process.exit(1);
}
const chosen = BENCHMARKS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
try {
  for (const benchmark of chosen) await run(benchmark, values.quick);
} finally {
  await discardInstallation();
  await discardModels();
}
