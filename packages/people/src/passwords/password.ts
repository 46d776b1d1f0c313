import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { Fault } from "@millrace/kernel";

/** In characters after NFKC (NIST SP 800-63B §3.1.1.2). */
export const PASSWORD_LENGTH = { min: 8, max: 256 } as const;

/** OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane. */
const COST = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const SALT_BYTES = 16;
const TAG_BYTES = 32;
/** Each hash takes 19 MiB and tens of milliseconds of a core; more at once than this are turned away. */
const HASHES_AT_ONCE_MAX = 32;
const RETRY_AFTER_MS = 1_000;

const PHC =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,64})\$([A-Za-z0-9+/]{22,88})$/;

const derive = promisify(argon2);
let hashesRunning = 0;

type Recipe = {
  cost: { memory: number; passes: number; parallelism: number };
  salt: Buffer;
  tagBytes: number;
};

async function digest(password: string, { cost, salt, tagBytes }: Recipe): Promise<Buffer> {
  if (hashesRunning >= HASHES_AT_ONCE_MAX) throw busy();
  hashesRunning++;
  try {
    const message = password.normalize("NFKC");
    return await derive("argon2id", { message, nonce: salt, tagLength: tagBytes, ...cost });
  } finally {
    hashesRunning--;
  }
}

/**
 * The password as a PHC string (argon2id). Fault `invalid` `people.password_length`;
 * Fault `limit_exceeded` `people.busy` while too many passwords are being checked.
 */
export async function hashPassword(password: string): Promise<string> {
  requireAllowedLength(password);
  const salt = randomBytes(SALT_BYTES);
  const tag = await digest(password, { cost: COST, salt, tagBytes: TAG_BYTES });
  return phc(salt, tag);
}

/** A PHC string that costs as much to check as any other and that no password matches. */
export function unmatchablePassword(): string {
  return phc(randomBytes(SALT_BYTES), randomBytes(TAG_BYTES));
}

/** True when `password` made the PHC string. False, without work, for a string of another kind. */
export async function verifyPassword(password: string, phc: string): Promise<boolean> {
  const [, memory, passes, parallelism, salt, tag] = PHC.exec(phc) ?? [];
  if (salt === undefined || tag === undefined) return false;
  const expected = Buffer.from(tag, "base64");
  const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
  const actual = await digest(password, {
    cost,
    salt: Buffer.from(salt, "base64"),
    tagBytes: expected.length,
  });
  return timingSafeEqual(actual, expected);
}

/** True when the password is neither too short nor too long to be anyone's. */
export function hasAllowedLength(password: string): boolean {
  // UTF-16 length first: normalising a megabyte is work that nobody asked for.
  if (password.length > PASSWORD_LENGTH.max * 2) return false;
  const characters = [...password.normalize("NFKC")].length;
  return characters >= PASSWORD_LENGTH.min && characters <= PASSWORD_LENGTH.max;
}

/** Fault `invalid` `people.password_length`. */
export function requireAllowedLength(password: string): void {
  if (!hasAllowedLength(password)) throw wrongLength();
}

function phc(salt: Buffer, tag: Buffer): string {
  const { memory, passes, parallelism } = COST;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(tag)}`;
}

function unpadded(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}

function wrongLength(): Fault {
  return new Fault({
    kind: "invalid",
    code: "people.password_length",
    message: `A password has ${PASSWORD_LENGTH.min} to ${PASSWORD_LENGTH.max} characters.`,
    param: "password",
  });
}

function busy(): Fault {
  return new Fault({
    kind: "limit_exceeded",
    code: "people.busy",
    message: "Too many people are signing in at this moment. Try again in a second.",
    retryAfterMs: RETRY_AFTER_MS,
  });
}
