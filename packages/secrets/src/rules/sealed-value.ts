import { CIPHER_OVERHEAD_BYTES, decrypt, encrypt } from "./cipher.ts";
import type { Place } from "./place.ts";

/** Of the layout: version, id of the data key, then what the cipher makes. */
const VERSION = 1;
const ID_BYTES = 16;
const HEADER_BYTES = 1 + ID_BYTES;

type DataKeyBytes = { id: string; bytes: Uint8Array };

/** Seals a value for one place: it opens nowhere else. */
export function sealValue(
  plaintext: string,
  { dataKey, nonce, place }: { dataKey: DataKeyBytes; nonce: Uint8Array; place: Place },
): Buffer<ArrayBuffer> {
  const header = Buffer.concat([Buffer.of(VERSION), Buffer.from(dataKey.id.replaceAll("-", ""), "hex")]);
  const bound = boundTo(header, place);
  return Buffer.concat([
    header,
    encrypt(Buffer.from(plaintext, "utf8"), { key: dataKey.bytes, nonce, bound }),
  ]);
}

/** Which data key sealed it; null when this is no sealed value at all. */
export function dataKeyIdOf(sealed: Uint8Array): string | null {
  if (sealed.length < HEADER_BYTES + CIPHER_OVERHEAD_BYTES || sealed[0] !== VERSION) return null;
  const hex = Buffer.from(sealed.subarray(1, HEADER_BYTES)).toString("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Null when it was changed, cut, sealed with another key, or for another place. */
export function openValue(
  sealed: Uint8Array,
  { bytes, place }: { bytes: Uint8Array; place: Place },
): string | null {
  const bound = boundTo(sealed.subarray(0, HEADER_BYTES), place);
  return decrypt(sealed.subarray(HEADER_BYTES), { key: bytes, bound })?.toString("utf8") ?? null;
}

/** Written as JSON, in which no two places look alike. */
function boundTo(header: Uint8Array, { owner, purpose, id }: Place): Buffer {
  return Buffer.concat([header, Buffer.from(JSON.stringify(["value", owner, purpose, id]))]);
}
