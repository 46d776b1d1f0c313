import { huggingFaceSnippets } from "./hugging-face-snippets.ts";
import { oipSnippets } from "./oip-snippets.ts";
import { openAiSnippets } from "./openai-snippets.ts";
import type { ApiFamily, SnippetSubject, Snippets } from "./snippet-subject.ts";

const MAKERS: Record<ApiFamily, (subject: SnippetSubject) => Snippets> = {
  openai: openAiSnippets,
  huggingface: huggingFaceSnippets,
  oip: oipSnippets,
};

type Asked = Pick<SnippetSubject, "task" | "families">;

/** The families that answer for a task and may be used, the one that most people have a client of first. */
export function familiesFor({ task, families = [] }: Asked): readonly ApiFamily[] {
  const answering = familiesOf(task);
  return families.length === 0 ? answering : answering.filter((family) => families.includes(family));
}

function familiesOf(task: string): readonly ApiFamily[] {
  if (task === "feature-extraction") return ["openai", "huggingface", "oip"];
  if (task === "text-classification") return ["huggingface", "oip"];
  return ["oip"];
}

/** Ready to paste: what calls this deployment with the client that people already have. */
export function snippetsFor(subject: SnippetSubject, family: ApiFamily): Snippets {
  return MAKERS[family](subject);
}
