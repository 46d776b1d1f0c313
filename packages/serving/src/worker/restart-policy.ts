const FIRST_DELAY_MS = 100;
const DELAY_MS_MAX = 10_000;
/** A life this long forgives all deaths before it. */
const HEALTHY_MS = 30_000;
const DEATHS_WINDOW_MS = 60_000;
/** Within the window, and nothing answered in between: the model dies of itself, or of what it is asked. */
export const FRUITLESS_DEATHS_MAX = 5;
/** Within the window, whatever was answered: starting again once a second serves nobody. */
export const DEATHS_MAX = 60;
/** Whatever keeps killing it before it is ready. */
export const DEATHS_IN_A_ROW_MAX = 20;

type Death = { readonly atMs: number; readonly isFruitless: boolean };

/** The deaths of one replica that still count against it. */
export type DeathRecord = { readonly recent: readonly Death[]; readonly inARow: number };

/** How a process lived, and when it died (monotonic). */
export type EndedLife = {
  readonly atMs: number;
  /** From its warm-up on. */
  readonly servedMs: number;
  /** A replica of the group answered something since this one's last death. All are alike, so it can be done. */
  readonly hasGroupAnswered: boolean;
  /** Somebody else ended it before it was ready, which tells nothing about the model. */
  readonly wasKilledEarly: boolean;
};

export const NO_DEATHS: DeathRecord = { recent: [], inARow: 0 };

export function recordDeath(record: DeathRecord, life: EndedLife): DeathRecord {
  const { atMs, servedMs, hasGroupAnswered, wasKilledEarly } = life;
  const recent = record.recent.filter((other) => atMs - other.atMs < DEATHS_WINDOW_MS);
  const isForgiven = servedMs >= HEALTHY_MS || hasGroupAnswered;
  const before = hasGroupAnswered ? recent.map((death) => ({ ...death, isFruitless: false })) : recent;
  const death = { atMs, isFruitless: !hasGroupAnswered && !wasKilledEarly };
  return { recent: [...before, death], inARow: isForgiven ? 1 : record.inARow + 1 };
}

/** How long to wait before the next start, or null when it died too often to be started by itself. */
export function restartDelayMs({ recent, inARow }: DeathRecord): number | null {
  const fruitless = recent.filter(({ isFruitless }) => isFruitless).length;
  const isHopeless = fruitless >= FRUITLESS_DEATHS_MAX || inARow >= DEATHS_IN_A_ROW_MAX;
  if (isHopeless || recent.length >= DEATHS_MAX) return null;
  return Math.min(FIRST_DELAY_MS * 2 ** (inARow - 1), DELAY_MS_MAX);
}
