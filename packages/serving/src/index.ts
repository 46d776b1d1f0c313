export type { LearnedCost } from "./batching/cost-model.ts";
export type { Priority } from "./batching/ticket.ts";
export { createEngine, type Engine, type EngineOptions, type EnginePorts } from "./engine.ts";
export type { ClassificationModel, EmbeddingModel, Model, Pooling, TensorModel, TextModel } from "./model.ts";
export { openModel } from "./open-model.ts";
export { type ModelProfile, type ProfileOptions, profileModel } from "./profile-model.ts";
export type { ProfilePoint } from "./profiling/measure-grids.ts";
export { detectProviders } from "./providers/detect-providers.ts";
export type { ExecutionProvider, ProviderChoice } from "./providers/execution-provider.ts";
export {
  type CacheUse,
  type ClassifyAnswer,
  type ClassifyRequest,
  type EmbedAnswer,
  type EmbedRequest,
  INPUTS_MAX,
  type InferAnswer,
  type InferRequest,
  type Precedence,
} from "./requests.ts";
export {
  QUEUE_MS_MAX_DEFAULT,
  REPLICA_MEMORY_BYTES_MIN,
  type ReplicaGroupSpec,
} from "./spec.ts";
export type { GroupStatus, Isolation, ReplicaState, ReplicaStatus, RollingFigures } from "./status.ts";
export { cutDimensions } from "./tasks/cut-dimensions.ts";
export { ACTIVATION_FUNCTIONS, type ActivationFunction, type LabelScore } from "./tasks/score-labels.ts";
export { TASKS, type Task } from "./tasks/task.ts";
export { encodeElements, encodeTexts, findElements } from "./tensors/bytes-elements.ts";
export { elementBytesOf } from "./tensors/datatypes.ts";
export { DATATYPES, type Datatype, type NamedTensor, type TensorPort } from "./tensors/named-tensor.ts";
export { serverTiming, type Timings } from "./timings.ts";
export { type SurveyOrder, surveyVariants, type VariantSurvey } from "./variants/survey-variants.ts";
