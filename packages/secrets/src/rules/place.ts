/** Whose data key seals: a team's, or the installation's for what belongs to no team (`null`, system role only). */
export type Owner = string | null;

/** What a sealed value is for, such as `second_factor`. Bound into the seal: one that is moved elsewhere does not open. */
export type Place = { owner: Owner; purpose: string; id: string };
