/** Every node knows a new version by then: what it reserves for a request is what the request is charged. */
const KNOWN_WITHIN_MS = 10_000;

/** Up to when, inclusively, what these versions say stands: a new one begins later than the newest, and than every node knows it. */
export function closedUntil(versions: readonly { effectiveFrom: Date }[], now: Date): Date {
  const knownMs = now.getTime() + KNOWN_WITHIN_MS;
  return new Date(Math.max(knownMs, ...versions.map(({ effectiveFrom }) => effectiveFrom.getTime())));
}
