import type { InferenceSession } from "onnxruntime-node";
import { GRAPH_FILES, GRAPH_FOLDER } from "../../graph-cache/graph-files.ts";
import { providerOptions } from "../../providers/provider-options.ts";
import type { SessionSettings } from "../backend.ts";

const SEVERITY_FATAL = 4;
/** Smaller tensors stay in the graph, where shapes and the like are expected. */
const WEIGHTS_BYTES_MIN = "1024";

/**
 * Spinning threads of several sessions fight over the cores. The arena stays on and memory patterns off:
 * with the arena off the process held a third more memory, and patterns changed nothing (README).
 */
export function sessionOptions(settings: SessionSettings): InferenceSession.SessionOptions {
  const { threads, provider, graph } = settings;
  const saving = graph === "saving" ? savingOptions() : null;
  return {
    executionProviders: providerOptions(provider),
    executionMode: "sequential",
    graphOptimizationLevel: graph === "optimized" ? "disabled" : "all",
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    enableCpuMemArena: true,
    enableMemPattern: false,
    logSeverityLevel: SEVERITY_FATAL,
    ...saving?.options,
    extra: { session: { intra_op: { allow_spinning: "0" }, ...saving?.session } },
  };
}

/**
 * The weights are saved as the kernels want them ("prepacked"), and apart from the graph: opened again they are mapped into
 * memory rather than read, copied and rearranged. That is most of what a load takes.
 */
function savingOptions() {
  return {
    options: { optimizedModelFilePath: `${GRAPH_FOLDER}/${GRAPH_FILES.graph}` },
    session: {
      optimized_model_external_initializers_file_name: GRAPH_FILES.weights,
      optimized_model_external_initializers_min_size_in_bytes: WEIGHTS_BYTES_MIN,
      save_external_prepacked_constant_initializers: "1",
    },
  };
}
