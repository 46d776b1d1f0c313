import { agree } from "../tensors/compare-rows.ts";
import { hasRows, type Ports } from "../tensors/port.ts";
import {
  SAMPLE_BYTES_MAX,
  type Sample,
  type SampleStyle,
  sampleBytes,
  sampleTensors,
} from "../tensors/sample-tensors.ts";
import type { Batch, BatchOutcome } from "./batch.ts";
import { type TensorAnswer, type TensorRequest, tensorBatch } from "./tensor-batch.ts";
import { fastestRun, RUNS, type Warmth, type WarmUp } from "./warm-up.ts";
import type { WorkerProcess } from "./worker-process.ts";

/** Enough to tell a model that mixes rows from one that does not. */
const PROBE_ROWS = 3;
/** What a stranger's row may hold. A model that cannot take it fails on it, and such a batch is run again row by row. */
const WILD: readonly SampleStyle[] = ["large", "broken"];
/** So many that both signs are among them. */
const WILD_ROWS = 8;
/** Tells a call's own cost from its rows'. */
const MEDIUM_ROWS = 16;

type Answers = readonly TensorAnswer[];
type Outcome = BatchOutcome<Answers>;

/**
 * Runs made-up inputs: to have run at all, to learn what rows cost, and to see whether rows leave each other alone.
 * A model that refuses them is ready all the same, as nobody but its callers knows what it takes; its requests share no
 * batch then.
 */
export function warmUpTensors(ports: Ports): WarmUp {
  return async (worker, { batchTokensMax, batchRowsMax, effort }) => {
    const rowBytes = Math.max(sampleBytes(ports.inputs, 1), 1);
    if (rowBytes > SAMPLE_BYTES_MAX) return LUKEWARM;
    const probe = new Probe(worker, ports);
    const { style, first } = await probe.findStyle();
    if (first.kind !== "done") return lukewarmOrCold(first);
    // What an earlier process showed against sharing holds already.
    if (effort === "least") return { kind: "warm", measured: null, sharesBatches: true };
    const rowsMax = Math.min(batchTokensMax, batchRowsMax, Math.floor(SAMPLE_BYTES_MAX / rowBytes));
    const sharesBatches = hasRows(ports) && (await probe.leavesRowsAlone(style));
    const mediumRows = sharesBatches ? Math.min(MEDIUM_ROWS, rowsMax) : 1;
    const runs = effort === "full" ? RUNS : 1;
    const medium = await fastestRun(worker, probe.batch([{ rows: mediumRows, style }]), runs);
    if (medium.kind !== "done") return lukewarmOrCold(medium);
    const small = await fastestRun(worker, probe.batch([{ rows: 1, style }]), runs);
    if (small.kind !== "done") return lukewarmOrCold(small);
    const measured = [
      { rows: 1, length: 1, tookMs: small.computeMs },
      { rows: mediumRows, length: 1, tookMs: medium.computeMs },
    ] as const;
    return { kind: "warm", measured, sharesBatches };
  };
}

const LUKEWARM: Warmth = { kind: "warm", measured: null, sharesBatches: false };

/** What does not like our samples may like its callers' inputs. */
function lukewarmOrCold(mishap: Exclude<Outcome, { kind: "done" }>): Warmth {
  return mishap.kind === "failed" || mishap.kind === "too_large" ? LUKEWARM : { kind: "cold", mishap };
}

class Probe {
  readonly #worker: WorkerProcess;
  readonly #ports: Ports;

  constructor(worker: WorkerProcess, ports: Ports) {
    this.#worker = worker;
    this.#ports = ports;
  }

  /** The more telling style that the model takes, and how its first run came out. */
  async findStyle(): Promise<{ style: SampleStyle; first: Outcome }> {
    const varied = await this.#worker.run(this.batch([{ rows: 1, style: "varied" }]));
    if (varied.kind !== "failed") return { style: "varied", first: varied };
    return { style: "zeros", first: await this.#worker.run(this.batch([{ rows: 1, style: "zeros" }])) };
  }

  /** Rows together give what they give apart. Rows that are all alike prove nothing. */
  async leavesRowsAlone(style: SampleStyle): Promise<boolean> {
    const rows = Array.from({ length: PROBE_ROWS }, (_, seed) => ({ rows: 1, style, seed }));
    const [one, other] = rows.map((row) => sampleTensors(this.#ports.inputs, row));
    if (one?.every((tensor, port) => agree(tensor, other?.[port] ?? tensor))) return false;
    const together = await this.#worker.run(this.batch(rows));
    if (together.kind !== "done") return false;
    for (const [index, row] of rows.entries()) {
      const apart = await this.#worker.run(this.batch([row]));
      if (apart.kind !== "done" || !areAlike(together.answer[index], apart.answer[0])) return false;
      if (index === 0 && !(await this.#staysBesideWild(row, apart.answer[0]))) return false;
    }
    return true;
  }

  /** A row gives what it gives apart, whatever stands beside it. */
  async #staysBesideWild(row: Sample, apart: TensorAnswer | undefined): Promise<boolean> {
    for (const style of WILD) {
      const beside = await this.#worker.run(this.batch([row, { rows: WILD_ROWS, style }]));
      if (beside.kind === "failed") continue;
      if (beside.kind !== "done" || !areAlike(beside.answer[0], apart)) return false;
    }
    return true;
  }

  batch(samples: readonly Sample[]): Batch<Answers> {
    const { inputs, outputs } = this.#ports;
    const wanted = outputs.map((_, port) => port);
    const requests = samples.map(
      (sample): TensorRequest => ({
        rows: sample.rows,
        inputs: sampleTensors(inputs, sample),
        outputs: wanted,
      }),
    );
    return tensorBatch(requests, outputs);
  }
}

function areAlike(a: TensorAnswer = [], b: TensorAnswer = []): boolean {
  const bytes = a.reduce((total, { data }) => total + data.byteLength, 0);
  return (
    bytes <= SAMPLE_BYTES_MAX &&
    a.length === b.length &&
    a.every((tensor, port) => agree(tensor, b[port] ?? tensor))
  );
}
