/** A number as digits and how many of them stand behind the point: exact, however large. */
type Exact = { digits: bigint; scale: number };

const ZERO: Exact = { digits: 0n, scale: 0 };

/** Sum of decimals, as the shortest text. */
export function addDecimals(values: readonly string[]): string {
  return write(values.map(read).reduce(plus, ZERO));
}

/** Product of decimals, as the shortest text. */
export function multiplyDecimals(first: string, second: string): string {
  const [one, other] = [read(first), read(second)];
  return write({ digits: one.digits * other.digits, scale: one.scale + other.scale });
}

/** The shortest text of the same number: `1.50` is `1.5`. */
export function normalise(value: string): string {
  return write(read(value));
}

/** The nearest integer; a half goes away from zero, as on Stripe's invoices. */
export function roundDecimal(value: string): number {
  const { digits, scale } = read(value);
  return Number(roundedQuotient(digits, 10n ** BigInt(scale)));
}

/** The integer nearest to a fraction; a half goes away from zero. The divisor is above zero. */
export function roundedQuotient(dividend: bigint, divisor: bigint): bigint {
  const sign = dividend < 0n ? -1n : 1n;
  return sign * ((2n * sign * dividend + divisor) / (2n * divisor));
}

export function isWhole(value: string): boolean {
  return !normalise(value).includes(".");
}

/** How many digits a number has that mean something. */
export function significantDigits(value: string): number {
  const digits = value.replace(/^[-+]/, "").replace(".", "").replace(/^0+/, "");
  return digits.replace(/0+$/, "").length || 1;
}

function read(value: string): Exact {
  const [whole = "0", fraction = ""] = value.split(".");
  return { digits: BigInt(`${whole}${fraction}`), scale: fraction.length };
}

function plus(one: Exact, other: Exact): Exact {
  const scale = Math.max(one.scale, other.scale);
  return { digits: scaled(one, scale) + scaled(other, scale), scale };
}

const scaled = ({ digits, scale }: Exact, to: number) => digits * 10n ** BigInt(to - scale);

function write({ digits, scale }: Exact): string {
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, "0");
  const whole = text.slice(0, text.length - scale);
  const fraction = text.slice(text.length - scale).replace(/0+$/, "");
  const sign = digits < 0n ? "-" : "";
  return fraction === "" ? `${sign}${whole}` : `${sign}${whole}.${fraction}`;
}
