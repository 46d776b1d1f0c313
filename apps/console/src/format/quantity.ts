const MEBIBYTE = 1_048_576;
const BYTE_UNITS = ["B", "KiB", "MiB", "GiB", "TiB"] as const;
const BYTE_STEP = 1024;

/** `25_401_733` gives `24.2 MiB`. */
export function formatBytes(bytes: number, locale: string): string {
  const power = bytes < 1 ? 0 : Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / BYTE_STEP ** power;
  return `${formatNumber(value, locale, value < 100 && power > 0 ? 1 : 0)} ${BYTE_UNITS[power]}`;
}

export function toMebibytes(bytes: number): number {
  return Math.round(bytes / MEBIBYTE);
}

export function fromMebibytes(mebibytes: number): number {
  return mebibytes * MEBIBYTE;
}

export function formatNumber(value: number, locale: string, fractionDigitsMax = 0): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: fractionDigitsMax }).format(value);
}

/** A large count in few characters: `22.7M`. */
export function formatCompact(value: number, locale: string): string {
  return new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 }).format(value);
}

/** A rate per second with the places that matter at its size: `0.42`, `12.3`, `1,840`. */
export function formatRate(perSecond: number, locale: string): string {
  return formatNumber(perSecond, locale, perSecond < 10 ? 2 : perSecond < 100 ? 1 : 0);
}

/** Milliseconds with the places that matter, without the unit: `0.42`, `38.4`, `612`. */
export function formatMilliseconds(milliseconds: number, locale: string): string {
  return formatNumber(milliseconds, locale, milliseconds < 10 ? 2 : milliseconds < 100 ? 1 : 0);
}

export function formatShare(share: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 }).format(share);
}
