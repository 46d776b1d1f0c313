export { int8FileIn, modelStoreIn, variantOf } from "./folders.ts";
export { getModel } from "./get-model.ts";
export { listMeasured } from "./list-measured.ts";
export { listModels, loadModelNames } from "./list-models.ts";
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
export { readSamples } from "./read-samples.ts";
export { type Registered, registerModel } from "./register-model.ts";
export { AGREEMENT_MIN, chooseVariant, speedUpOf, type VariantFacts } from "./rules/choose-variant.ts";
export { judgeAgreement } from "./rules/judge-agreement.ts";
export { type JudgedProfile, judgeSurvey, type Survey } from "./rules/judge-survey.ts";
export { saveProfile } from "./save-profile.ts";
export { findProfiles, type MeasuredVersion } from "./store.ts";
