import { createHash, hkdfSync } from "node:crypto";
import { KEY_BYTES } from "./cipher.ts";

/** A key of whoever runs the installation; wraps the data keys and nothing else. */
export type InstallationKey = {
  /** Says which key without telling anything of it. */
  id: string;
  bytes: Uint8Array;
};

/** Shorter ones could be guessed. */
export const KEY_CHARACTERS_MIN = 32;
const ID_BYTES = 8;

/** The key that a text of an operator stands for (HKDF-SHA256, RFC 5869). The text is random: nothing is stretched. */
export function installationKey(text: string): InstallationKey {
  const bytes = new Uint8Array(hkdfSync("sha256", text, "", "millrace installation key", KEY_BYTES));
  return {
    id: createHash("sha256")
      .update(bytes)
      .digest("hex")
      .slice(0, ID_BYTES * 2),
    bytes,
  };
}
