import { InferenceSession, Tensor } from "onnxruntime-node";
import { answerQuestions } from "../child.ts";

/** What the process opens and runs once; its only argument, as JSON. */
export type RawStart = { onnxFile: string; threads: number; ids: number[] };

const { onnxFile, threads, ids }: RawStart = JSON.parse(process.argv[2] ?? "");
const startedMs = performance.now();
const session = await InferenceSession.create(onnxFile, {
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  extra: { session: { intra_op: { allow_spinning: "0" } } },
});
const shape = [1, ids.length];
await session.run({
  input_ids: new Tensor("int64", BigInt64Array.from(ids, BigInt), shape),
  attention_mask: new Tensor("int64", new BigInt64Array(ids.length).fill(1n), shape),
});
const createAndRunMs = performance.now() - startedMs;

/** Asked once it has run: how long that took, without the start of the process. */
answerQuestions(async () => createAndRunMs);
