import { createHash, randomBytes } from "node:crypto";

export const RECOVERY_CODES = 10;
/** 80 bits a code: its hash cannot be turned back by trying. */
const CODE_BYTES = 10;
const GROUP = 4;
/** Base 32 (RFC 4648): neither 0, 1 nor 8, so that nothing in it is mistaken for a letter. */
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const CODE = /^[A-Z2-7]{16}$/;

/** Ten codes such as `Q5LX-2MWA-7KTP-ZC4E`. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () => grouped(base32(randomBytes(CODE_BYTES))));
}

/** The code as it is kept, however it was typed. Null for what is no recovery code. */
export function hashRecoveryCode(personId: string, typed: string): Uint8Array<ArrayBuffer> | null {
  const code = typed.toUpperCase().replace(/[\s-]/g, "");
  if (!CODE.test(code)) return null;
  return Uint8Array.from(createHash("sha256").update(`${personId}\0${code}`).digest());
}

function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{5}/g) ?? []).map((five) => ALPHABET[Number.parseInt(five, 2)]).join("");
}

function grouped(text: string): string {
  return (text.match(new RegExp(`.{${GROUP}}`, "g")) ?? []).join("-");
}
