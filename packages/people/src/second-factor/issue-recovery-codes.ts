import type { SystemTx } from "@millrace/db";
import { hashRecoveryCode, newRecoveryCodes } from "../rules/recovery-codes.ts";
import { replaceRecoveryCodes } from "./store.ts";

/** Ten fresh codes, of which only hashes are kept; those from before are void. */
export async function issueRecoveryCodes(tx: SystemTx, personId: string): Promise<string[]> {
  const codes = newRecoveryCodes();
  const hashes = codes.map((code) => hashRecoveryCode(personId, code)).filter((hash) => hash !== null);
  await replaceRecoveryCodes(tx, personId, hashes);
  return codes;
}
