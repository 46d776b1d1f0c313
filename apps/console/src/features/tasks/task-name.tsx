import { useTranslations } from "next-intl";

const KNOWN_TASKS = ["feature-extraction", "text-classification", "tensor"] as const;

/** A task in the reader's language; one that we have no words for keeps its own name. */
export function TaskName({ task }: { task: string }) {
  const t = useTranslations("tasks");
  const known = KNOWN_TASKS.find((name) => name === task);
  return known ? t(known) : task;
}
