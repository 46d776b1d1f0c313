import { createCipheriv, createDecipheriv } from "node:crypto";

/** AES-256-GCM with a nonce of 96 random bits and the full tag (NIST SP 800-38D, 5.2.1 and 8.2.2). */
const ALGORITHM = "aes-256-gcm";
export const KEY_BYTES = 32;
export const NONCE_BYTES = 12;
/** Insisted on when opening: without it Node takes tags of four bytes too, which can be guessed. */
const TAG_BYTES = 16;
export const CIPHER_OVERHEAD_BYTES = NONCE_BYTES + TAG_BYTES;

type Encryption = {
  key: Uint8Array;
  /** Never twice under one key. */
  nonce: Uint8Array;
  /** What is not hidden but must be the same when it is opened. */
  bound: Uint8Array;
};

/** Nonce, ciphertext and tag, one after the other. */
export function encrypt(plaintext: Uint8Array, { key, nonce, bound }: Encryption): Buffer<ArrayBuffer> {
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(bound);
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** Null for whatever `encrypt` did not make with this key and these bound bytes. */
export function decrypt(
  sealed: Uint8Array,
  { key, bound }: Omit<Encryption, "nonce">,
): Buffer<ArrayBuffer> | null {
  if (sealed.length < CIPHER_OVERHEAD_BYTES) return null;
  const tagAt = sealed.length - TAG_BYTES;
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(bound);
  decipher.setAuthTag(sealed.subarray(tagAt));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, tagAt)), decipher.final()]);
  } catch {
    return null;
  }
}
