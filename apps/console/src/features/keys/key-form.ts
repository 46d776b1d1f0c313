import type { ApiKey, KeyApi } from "@millrace/keys";
import { endOfDay } from "../range/start-of-day.ts";

export const APIS = ["openai", "huggingface", "oip"] as const satisfies readonly KeyApi[];

/** By the names of those whose clients speak them; the same in every language. */
export const API_NAMES: Readonly<Record<KeyApi, string>> = {
  openai: "OpenAI",
  huggingface: "Hugging Face",
  oip: "Open Inference Protocol",
};

/** `kept`: as the key has it. A number is in days from now; `date` goes by `lastDay`. */
export const EXPIRIES = ["kept", "never", "7", "30", "90", "date"] as const;
export type Expiry = (typeof EXPIRIES)[number];

const DAY_MS = 24 * 3_600_000;

/** What is on the screen. */
export type KeyForm = {
  name: string;
  deploymentIds: readonly string[];
  apis: readonly KeyApi[];
  /** One a line, or with commas. */
  addresses: string;
  expiry: Expiry;
  /** The last day on which the key works, such as `2026-03-29`; "" while none is chosen. */
  lastDay: string;
  isService: boolean;
};

export const NEW_KEY: KeyForm = {
  name: "",
  deploymentIds: [],
  apis: [],
  addresses: "",
  expiry: "never",
  lastDay: "",
  isService: false,
};

export function formOf({ name, deploymentIds, apis, allowedIps, isService }: ApiKey): KeyForm {
  return {
    name,
    deploymentIds,
    apis,
    addresses: allowedIps.join("\n"),
    expiry: "kept",
    lastDay: "",
    isService,
  };
}

export function addressesIn(text: string): string[] {
  return text.split(/[\s,]+/).filter((entry) => entry !== "");
}

/**
 * When the key is to end; null: never. Undefined: as it is. A day counts to its end, where the reader is; `invalid` for what
 * is no day.
 */
export function expiryOf(
  { expiry, lastDay }: Pick<KeyForm, "expiry" | "lastDay">,
  { now, timeZone }: { now: Date; timeZone: string },
): Date | null | undefined | "invalid" {
  if (expiry === "kept") return undefined;
  if (expiry === "never") return null;
  if (expiry === "date") return endOfDay(lastDay, timeZone) ?? "invalid";
  return new Date(now.getTime() + Number(expiry) * DAY_MS);
}

/** Without what was left as it was, so that it does not undo what somebody else changes meanwhile. */
export function changesIn(form: KeyForm, initial: KeyForm) {
  const addresses = addressesIn(form.addresses);
  return {
    ...(form.name.trim() !== initial.name && { name: form.name.trim() }),
    ...(!isSame(form.deploymentIds, initial.deploymentIds) && { deploymentIds: [...form.deploymentIds] }),
    ...(!isSame(form.apis, initial.apis) && { apis: [...form.apis] }),
    ...(!isSame(addresses, addressesIn(initial.addresses)) && { allowedIps: addresses }),
  };
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((value) => others.includes(value));
}

/** Which entry the server would not have, such as the second of `allowedIps.1`; null when the fault is of something else. */
export function refusedAddress(param: string | undefined, addresses: string): string | null {
  const index = /^allowedIps\.(\d+)$/.exec(param ?? "")?.[1];
  return index === undefined ? null : (addressesIn(addresses)[Number(index)] ?? null);
}
