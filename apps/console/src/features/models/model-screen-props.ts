import type { Model } from "@millrace/catalog";

export type ModelScreenProps = {
  model: Model;
  pricePico: bigint | null;
  currency: string;
  /** Names of the team's deployments of this model. */
  deployments: string[];
  apiUrl: string;
};
