import {
  AGREEMENT_MIN,
  chooseVariant,
  type Model,
  speedUpOf,
  type Task,
  type Variant,
} from "@millrace/catalog";
import { CACHE_BYTES_BOUNDS, type ServingNode } from "@millrace/deployments";
import { toMebibytes } from "../../format/quantity.ts";
import type { ModelPrice } from "../models/price-of.ts";

/** What one should know to decide how a model is served. */
export type ServingChoices = {
  task: string;
  /** What "automatic" gives now. */
  automatic: Variant;
  int8: Int8Choice;
  /** Of what "automatic" gives now; null before it was measured. */
  loadMs: number | null;
  /** Execution providers that some node has. */
  providers: string[];
  price: ModelPrice | null;
  cacheMebibytesMax: number;
};

export type Int8Choice = {
  measured: boolean;
  /** Why it is not offered, as a sentence; null when it is, or nobody knows yet. */
  reason: string | null;
  speedUp: number | null;
  agreement: number | null;
  /** What is asked of it. */
  agreementMin: number;
  samples: number;
};

export type ServingFacts = {
  task: Task;
  /** Of the version that is served. */
  profiles: Model["profiles"];
  nodes: readonly Pick<ServingNode, "alive" | "providers">[];
  price: ModelPrice | null;
};

export function servingChoices({ task, profiles, nodes, price }: ServingFacts): ServingChoices {
  const automatic = chooseVariant(profiles);
  const int8 = profiles.find(({ variant }) => variant === "int8");
  const alive = nodes.filter((node) => node.alive);
  return {
    task,
    automatic,
    int8: {
      measured: int8 !== undefined,
      reason: int8?.reason ?? null,
      speedUp: speedUpOf(profiles),
      agreement: int8?.agreement ?? null,
      agreementMin: AGREEMENT_MIN[task],
      samples: int8?.samples ?? 0,
    },
    loadMs: profiles.find(({ variant }) => variant === automatic)?.loadMs ?? null,
    providers: [...new Set(alive.flatMap(({ providers }) => providers))].toSorted(),
    price,
    cacheMebibytesMax: toMebibytes(CACHE_BYTES_BOUNDS.max),
  };
}
