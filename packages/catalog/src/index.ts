export {
  type Model,
  type ModelProfile,
  type ModelVersion,
  modelNameSchema,
  type ProfileCell,
  TASKS,
  type Task,
} from "./model.ts";
