/** A deployment that a new key could call. */
export type CallableDeployment = { name: string; task: string };
