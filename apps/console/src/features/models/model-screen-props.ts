import type { Model } from "@millrace/catalog";
import type { ModelPrice } from "./price-of.ts";

export type ModelScreenProps = {
  model: Model;
  price: ModelPrice | null;
  currency: string;
  /** Names of the team's deployments of this model. */
  deployments: string[];
  apiUrl: string;
};
