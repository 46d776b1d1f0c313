const SEATS_MAX = 100_000;

/** A number of seats as typed: null for none written, which is no limit; undefined for what is no such number. */
export function parseSeats(text: string): number | null | undefined {
  const written = text.trim();
  if (written === "") return null;
  const seats = Number(written);
  return /^\d+$/.test(written) && seats >= 1 && seats <= SEATS_MAX ? seats : undefined;
}
