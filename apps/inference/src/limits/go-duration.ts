const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * A duration as Go prints it (`time.Duration.String`), and OpenAI in its headers: `12ms`, `1.5s`, `1m30s`, `24h0m0s`.
 * Rounded up to a millisecond, since whoever comes a moment early comes in vain; what is over is `0s`.
 */
export function goDuration(ms: number): string {
  const whole = Math.max(0, Math.ceil(ms));
  if (whole === 0) return "0s";
  if (whole < SECOND_MS) return `${whole}ms`;
  const seconds = `${(whole % MINUTE_MS) / SECOND_MS}s`;
  if (whole < MINUTE_MS) return seconds;
  const minutes = `${Math.floor((whole % HOUR_MS) / MINUTE_MS)}m${seconds}`;
  return whole < HOUR_MS ? minutes : `${Math.floor(whole / HOUR_MS)}h${minutes}`;
}
