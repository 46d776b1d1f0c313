/** Below the working folder of the process that saves a graph. */
export const GRAPH_FOLDER = "graph";

/** What ONNX Runtime is told to write: the graph, and beside it the weights as its kernels want them in memory. */
export const GRAPH_FILES = { graph: "model.onnx", weights: "weights.bin" } as const;
