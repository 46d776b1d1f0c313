const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 86_400_000;

/** When a day, such as `2026-03-29`, begins where the reader is; null for what is no day. */
export function startOfDay(day: string, timeZone: string): Date | null {
  const utc = DAY.test(day) ? new Date(`${day}T00:00:00Z`) : null;
  // `2026-02-30` is read as the second of March.
  if (utc === null || Number.isNaN(utc.getTime()) || !utc.toISOString().startsWith(day)) return null;
  const guess = new Date(utc.getTime() - offsetMs(utc, timeZone));
  return new Date(utc.getTime() - offsetMs(guess, timeZone));
}

/** When the day after it begins: days are as long as they are. */
export function endOfDay(day: string, timeZone: string): Date | null {
  const start = startOfDay(day, "UTC");
  return start && startOfDay(new Date(start.getTime() + DAY_MS).toISOString().slice(0, DAY_LENGTH), timeZone);
}

const DAY_LENGTH = 10;

/** How far the clocks there are ahead of UTC at that moment. */
function offsetMs(at: Date, timeZone: string): number {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const local = Date.parse(
    `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}:${part.second}Z`,
  );
  return local - Math.floor(at.getTime() / 1_000) * 1_000;
}
