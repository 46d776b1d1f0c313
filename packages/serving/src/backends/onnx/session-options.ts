import type { InferenceSession } from "onnxruntime-node";

const SEVERITY_FATAL = 4;

/**
 * Spinning threads of several sessions fight over the cores. The arena stays on and memory patterns off:
 * with the arena off the process held a third more memory, and patterns changed nothing (README).
 */
export function sessionOptions(threads: number): InferenceSession.SessionOptions {
  return {
    executionProviders: ["cpu"],
    executionMode: "sequential",
    graphOptimizationLevel: "all",
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    enableCpuMemArena: true,
    enableMemPattern: false,
    logSeverityLevel: SEVERITY_FATAL,
    extra: { session: { intra_op: { allow_spinning: "0" } } },
  };
}
