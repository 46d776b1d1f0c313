import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import type { Timing } from "../benchmark.ts";
import { answerQuestions } from "../child.ts";
import { closedLoop, type LoopFigures } from "../closed-loop.ts";
import { DEFAULT_RESOURCES, MODEL_FOLDER } from "../deployment.ts";

export type RawQuestion = { rows: number[][]; timing: Timing };

/** Threads and spinning as a replica has them, so that only what stands around `session.run` differs. */
const session = await InferenceSession.create(join(MODEL_FOLDER, "onnx", "model.onnx"), {
  intraOpNumThreads: DEFAULT_RESOURCES.threadsPerReplica,
  interOpNumThreads: 1,
  extra: { session: { intra_op: { allow_spinning: "0" } } },
});

/** The least that anybody can do: one row after the other, and nobody to answer. */
async function measure({ rows, timing }: RawQuestion): Promise<LoopFigures> {
  return closedLoop(1, timing, async (turn) => {
    const ids = rows[turn % rows.length] ?? [];
    await session.run(Object.fromEntries(session.inputNames.map((name) => [name, inputOf(name, ids)])));
  });
}

function inputOf(name: string, ids: readonly number[]): Tensor {
  const constant = name === "attention_mask" ? 1n : 0n;
  const values = ids.map((id) => (name === "input_ids" ? BigInt(id) : constant));
  return new Tensor("int64", BigInt64Array.from(values), [1, ids.length]);
}

answerQuestions(measure);
