import type { KeyApi } from "../key-scopes.ts";

/** What somebody wants to do with a key; what is absent is not asked. */
export type Asked = { api?: KeyApi; deploymentId?: string };

/** Whether a key may be used for all of what is asked. A list that is empty bounds nothing. */
export function scopeAllows(
  { apis, deploymentIds }: { apis: readonly KeyApi[]; deploymentIds: readonly string[] },
  { api, deploymentId }: Asked,
): boolean {
  return isWithin(apis, api) && isWithin(deploymentIds, deploymentId);
}

function isWithin<T>(allowed: readonly T[], asked: T | undefined): boolean {
  return asked === undefined || allowed.length === 0 || allowed.includes(asked);
}
