/** What a model does, named as on the Hugging Face hub. */
export const TASKS = ["feature-extraction", "text-classification"] as const;

export type Task = (typeof TASKS)[number];
