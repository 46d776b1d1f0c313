import { createHash } from "node:crypto";
import type { Origin } from "@millrace/kernel";
import { clientNetwork } from "./client-network.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Failures in a quarter of an hour, and in a day: nobody who types slips so often (NIST SP 800-63B §3.2.2: 100 in a row). */
const GUESSES = [
  { attemptsMax: 10, windowMs: 15 * MINUTE_MS },
  { attemptsMax: 100, windowMs: DAY_MS },
] as const;
/** Of everybody behind one address. */
const GUESSES_OF_NETWORK = { attemptsMax: 50, windowMs: 15 * MINUTE_MS } as const;
/** Whole companies stand behind one address, and arrive in the morning. */
const DEPARTURES_OF_NETWORK = { attemptsMax: 300, windowMs: 15 * MINUTE_MS } as const;
const MAILS = { attemptsMax: 5, windowMs: HOUR_MS } as const;
const MAILS_OF_NETWORK = { attemptsMax: 20, windowMs: HOUR_MS } as const;
/** No window is longer. */
export const WINDOW_MAX_MS = DAY_MS;

/** At most `attemptsMax` attempts of `subject` in a window that begins with the first. */
export type AttemptLimit = {
  subject: Uint8Array<ArrayBuffer>;
  attemptsMax: number;
  windowMs: number;
  /** A success ends the count rather than give one attempt back: whoever succeeds is who they say. */
  endsWithSuccess: boolean;
};

/** Who tries. `device`: the hash by which the account knows the browser; null: it does not. */
export type Attempt = { account: string; device: Uint8Array | null; origin: Origin };

/**
 * What an attempt at a password or a code counts against (OWASP: Slow Down Online Guessing Attacks with Device Cookies).
 * A browser that the account knows is counted by itself, so nobody else's failures keep its person out; all that it
 * does not know are counted together, and each network of theirs.
 */
export function guessLimits(kind: string, { account, device, origin }: Attempt): AttemptLimit[] {
  if (device !== null) return guesses(`${kind} device`, `${account}\0${Buffer.from(device).toString("hex")}`);
  return [
    ...guesses(`${kind} account`, account),
    ...ofNetwork(kind, clientNetwork(origin.address), GUESSES_OF_NETWORK),
  ];
}

/** What a mail that anybody may ask for counts against. */
export function mailLimits({ account, device, origin }: Attempt): AttemptLimit[] {
  const who = device === null ? account : `${account}\0${Buffer.from(device).toString("hex")}`;
  return [limit("mail", who, MAILS), ...ofNetwork("mail", clientNetwork(origin.address), MAILS_OF_NETWORK)];
}

/** What guesses at an invitation count against: whether an address has an account must not be found out by trying. */
export function invitationLimits({ address }: Origin): AttemptLimit[] {
  return ofNetwork("invitation", clientNetwork(address), GUESSES_OF_NETWORK);
}

/** What setting out for a team's own provider counts against: each makes us ask somebody else's server. */
export function departureLimits({ address }: Origin): AttemptLimit[] {
  return ofNetwork("departure", clientNetwork(address), DEPARTURES_OF_NETWORK);
}

/** What a proof inside of a session counts against: nobody but who holds the session can use it up. */
export function proofLimits(sessionId: string): AttemptLimit[] {
  return guesses("proof", sessionId);
}

type Bound = { attemptsMax: number; windowMs: number };

function guesses(kind: string, who: string): AttemptLimit[] {
  return GUESSES.map((bound) => ({
    ...limit(`${kind} ${bound.windowMs}`, who, bound),
    endsWithSuccess: true,
  }));
}

/** Not ended by success: one account of one's own would buy any number of guesses at others'. */
function ofNetwork(kind: string, network: string | null, bound: Bound): AttemptLimit[] {
  return network === null ? [] : [limit(`${kind} network`, network, bound)];
}

function limit(kind: string, who: string, bound: Bound): AttemptLimit {
  const subject = Uint8Array.from(createHash("sha256").update(`${kind}\0${who}`).digest());
  return { ...bound, subject, endsWithSuccess: false };
}
