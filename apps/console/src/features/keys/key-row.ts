import { type ApiKey, type KeyState, keyState } from "@millrace/keys";

const SOON_MS = 7 * 24 * 3_600_000;

/** A key as it is at the moment at which the page is made. */
export type KeyRow = ApiKey & {
  state: KeyState;
  /** Works now, and no longer in a week. */
  endsSoon: boolean;
};

export function keyRows(keys: readonly ApiKey[], now: Date): KeyRow[] {
  return keys.map((key) => {
    const state = keyState(key, now);
    const works = state === "working" || state === "replaced";
    const leftMs =
      key.expiresAt === null ? Number.POSITIVE_INFINITY : key.expiresAt.getTime() - now.getTime();
    return { ...key, state, endsSoon: works && leftMs <= SOON_MS };
  });
}
