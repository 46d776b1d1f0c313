import type { ResourceForm } from "../resource-form.ts";

export type ModelChoice = {
  name: string;
  title: string;
  task: string;
  summary: string;
  /** Of a million input tokens; null where no price is in force. */
  pricePico: bigint | null;
  suggested: ResourceForm;
  why: { tokensPerSecond: number | null; memoryBytes: number | null };
};

export type NodeSize = { name: string; cores: number; memoryBytes: number };

/** What the wizard has gathered; complete from the second step on. */
export type Plan = { choice: ModelChoice; name: string; resources: ResourceForm };
