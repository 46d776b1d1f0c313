export { attachWeights, detachWeights } from "./attach-weights.ts";
export {
  buildGraph,
  buildModel,
  floatTensor,
  int64Tensor,
  node,
  rawTensor,
  valueInfo,
} from "./build-model.ts";
export { SCAN_LIMITS, type ScanLimits } from "./limits.ts";
export { mutateModel } from "./mutate-model.ts";
export { PROTOCOL_DATATYPES } from "./protocol-datatypes.ts";
export type { Skipped } from "./quantize/matrix.ts";
export { type Quantized, type QuantizeOptions, quantizeDynamic } from "./quantize-dynamic.ts";
export { readModel } from "./read-model.ts";
export type { Refusal } from "./refusal.ts";
export type { ExternalFile, FileSizes } from "./scan/check-external.ts";
export type { ModelSummary, Port } from "./scan/summary.ts";
export { type Scan, type ScanOptions, type ScanReport, scanModel } from "./scan-model.ts";
export type {
  Attribute,
  Graph,
  LocalFunction,
  Model,
  Node,
  OperatorSet,
  Tensor,
  ValueInfo,
} from "./schema/messages.ts";
export { DATA_TYPE } from "./tensor.ts";
export { writeModel } from "./write-model.ts";
