/** What a model does, named as on the Hugging Face hub; `tensor` is anything else, served as it is. */
export const TASKS = ["feature-extraction", "text-classification", "tensor"] as const;

export type Task = (typeof TASKS)[number];
