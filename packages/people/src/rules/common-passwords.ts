import { hash } from "node:crypto";

export const PREFIX_BYTES = 4;

/** The first four bytes of the SHA-1: enough to tell, too little to read the list out of. */
export function hashPrefix(password: string): number {
  return Buffer.from(hash("sha1", password, "hex").slice(0, 2 * PREFIX_BYTES), "hex").readUInt32BE();
}

/** Some of the passwords that people choose most, as sorted hash prefixes. */
export type CommonPasswords = { has(password: string): boolean };

/**
 * Reads sorted prefixes. One in 87,000 passwords that are not on a list of 49,000 is taken for one that is
 * (49,000 / 2^32): whoever meets that chooses another.
 */
export function readCommonPasswords(base64: string): CommonPasswords {
  const bytes = Buffer.from(base64, "base64");
  return {
    has: (password) => {
      const wanted = hashPrefix(password);
      let [low, high] = [0, bytes.length / PREFIX_BYTES];
      while (low < high) {
        const middle = (low + high) >>> 1;
        const found = bytes.readUInt32BE(middle * PREFIX_BYTES);
        if (found === wanted) return true;
        if (found < wanted) low = middle + 1;
        else high = middle;
      }
      return false;
    },
  };
}
