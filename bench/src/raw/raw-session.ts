import { InferenceSession, Tensor } from "onnxruntime-node";
import type { Timing } from "../benchmark.ts";
import { answerQuestions } from "../child.ts";
import { closedLoop, type LoopFigures } from "../load/closed-loop.ts";

/** What the process opens; its only argument, as JSON. */
export type RawSession = { onnxFile: string; threads: number };

/** Inputs taken in turn: token ids of a text, or numbers for the model's only input. */
export type RawQuestion = { timing: Timing } & (
  | { kind: "tokens"; rows: number[][] }
  | { kind: "numbers"; rows: number[][] }
);

const { onnxFile, threads }: RawSession = JSON.parse(process.argv[2] ?? "");
/** Threads and spinning as a replica has them, so that only what stands around `session.run` differs. */
const session = await InferenceSession.create(onnxFile, {
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  extra: { session: { intra_op: { allow_spinning: "0" } } },
});

/** The least that anybody can do: one row after the other, and nobody to answer. */
async function measure({ kind, rows, timing }: RawQuestion): Promise<LoopFigures> {
  const tensorOf = kind === "tokens" ? tokenTensor : numberTensor;
  return closedLoop(1, timing, async (turn) => {
    const row = rows[turn % rows.length] ?? [];
    await session.run(Object.fromEntries(session.inputNames.map((name) => [name, tensorOf(name, row)])));
  });
}

function tokenTensor(name: string, ids: readonly number[]): Tensor {
  const constant = name === "attention_mask" ? 1n : 0n;
  const values = ids.map((id) => (name === "input_ids" ? BigInt(id) : constant));
  return new Tensor("int64", BigInt64Array.from(values), [1, ids.length]);
}

function numberTensor(_: string, row: readonly number[]): Tensor {
  return new Tensor("float32", Float32Array.from(row), [1, row.length]);
}

answerQuestions(measure);
