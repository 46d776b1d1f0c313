export { modelStoreIn } from "./folders.ts";
export { getModel } from "./get-model.ts";
export { listModels } from "./list-models.ts";
export {
  type Model,
  type ModelProfile,
  type ModelVersion,
  modelNameSchema,
  type ProfileCell,
  TASKS,
  type Task,
  type TensorPort,
  VARIANTS,
  type Variant,
} from "./model.ts";
export { registerModel } from "./register-model.ts";
export { AGREEMENT_MIN, chooseVariant, speedUpOf, type VariantFacts } from "./rules/choose-variant.ts";
export { saveProfile, versionsWithoutProfile } from "./save-profile.ts";
export type { UnprofiledVersion } from "./store.ts";
