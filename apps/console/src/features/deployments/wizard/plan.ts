import type { ModelPrice } from "../../models/price-of.ts";
import type { ResourceForm } from "../resource-form.ts";
import type { ServingChoices } from "../serving-choices.ts";
import type { ServingForm } from "../serving-form.ts";

export type ModelChoice = {
  name: string;
  title: string;
  task: string;
  summary: string;
  /** Null where none is in force. */
  price: ModelPrice | null;
  suggested: ResourceForm;
  serving: ServingChoices;
  why: { tokensPerSecond: number | null; memoryBytes: number | null };
};

export type NodeSize = { name: string; cores: number; memoryBytes: number };

/** What the wizard has gathered; complete from the second step on. */
export type Plan = { choice: ModelChoice; name: string; resources: ResourceForm; serving: ServingForm };
