import { invalid } from "./invalid.ts";
import { TAX_RATE } from "./variables.ts";

/** Where browsers reach the console, and clients the API: as told, else on this machine. */
export function addresses({
  CONSOLE_PORT,
  API_PORT,
  CONSOLE_URL,
  API_URL,
}: {
  CONSOLE_PORT: number;
  API_PORT: number;
  CONSOLE_URL?: string;
  API_URL?: string;
}): { consoleUrl: string; apiUrl: string } {
  return {
    consoleUrl: CONSOLE_URL ?? `http://localhost:${CONSOLE_PORT}`,
    apiUrl: API_URL ?? `http://localhost:${API_PORT}`,
  };
}

/** Where the installation's keys are: given, newest first, or in a file. */
export type KeySource =
  | Readonly<{ kind: "given"; keys: readonly string[] }>
  | Readonly<{ kind: "file"; path: string }>;

type KeyVariables = {
  ENCRYPTION_KEY?: string;
  ENCRYPTION_KEYS_PREVIOUS: readonly string[];
  ENCRYPTION_KEY_FILE?: string;
};

/** Undefined: nobody said. */
export function keySource(values: KeyVariables): KeySource | undefined {
  const { ENCRYPTION_KEY: newest, ENCRYPTION_KEYS_PREVIOUS: previous, ENCRYPTION_KEY_FILE: path } = values;
  if (newest !== undefined && path !== undefined)
    throw invalid("ENCRYPTION_KEY_FILE: is another place for ENCRYPTION_KEY; set one of them");
  if (newest !== undefined) return { kind: "given", keys: [newest, ...previous] };
  if (previous.length > 0)
    throw invalid("ENCRYPTION_KEYS_PREVIOUS: goes with ENCRYPTION_KEY, which is not set");
  return path === undefined ? undefined : { kind: "file", path };
}

/** For a process that cannot make keys of its own. */
export function requiredKeySource(values: KeyVariables): KeySource {
  const source = keySource(values);
  if (source === undefined) throw invalid("ENCRYPTION_KEY_FILE: is missing, and so is ENCRYPTION_KEY");
  return source;
}

/** A tax that is added to every invoice. */
export type TaxRateConfig = Readonly<{
  name: string;
  /** In 1/10,000 of a percent: 190,000 is 19 %. */
  percentE4: bigint;
}>;

/** Of texts that a variable let through. */
export function taxRates(entries: readonly string[]): readonly TaxRateConfig[] {
  return entries.flatMap((entry) => {
    const [, name = "", whole = "", fraction = ""] = TAX_RATE.exec(entry) ?? [];
    return name === "" ? [] : [{ name: name.trim(), percentE4: BigInt(whole + fraction.padEnd(4, "0")) }];
  });
}

/** How mail leaves; null: it is not sent. */
export type MailConfig = Readonly<{ smtpUrl: string; from: string }> | null;

export function mail(
  { SMTP_URL, MAIL_FROM }: { SMTP_URL?: string; MAIL_FROM?: string },
  consoleUrl: string,
): MailConfig {
  if (SMTP_URL === undefined) return null;
  const from = MAIL_FROM ?? `Millrace <no-reply@${new URL(consoleUrl).hostname}>`;
  return { smtpUrl: SMTP_URL, from };
}
