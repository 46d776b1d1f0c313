import type { SystemTx } from "@millrace/db";
import type { PeopleContext } from "../context.ts";
import { stepOfCode } from "../rules/one-time-code.ts";
import { hashRecoveryCode } from "../rules/recovery-codes.ts";
import { secretPlace } from "./secret-place.ts";
import { findSecondFactor, useRecoveryCode, useStep } from "./store.ts";

/** Longer than any code that people type. */
const CODE_LENGTH_MAX = 64;

/** True when this is a code of the person's authenticator, or a recovery code; it is then used up. */
export async function spendCode(
  tx: SystemTx,
  { clock, secrets }: PeopleContext,
  { personId, code }: { personId: string; code: string },
): Promise<boolean> {
  if (code.length > CODE_LENGTH_MAX) return false;
  const factor = await findSecondFactor(tx, personId);
  if (!factor) return false;
  const now = clock.now();
  const codeHash = hashRecoveryCode(personId, code);
  if (codeHash) return useRecoveryCode(tx, personId, { codeHash, usedAt: now });
  const secret = await secrets.open(tx, secretPlace(personId), factor.sealedSecret);
  const step = stepOfCode(secret, code, now);
  return step !== null && useStep(tx, personId, step);
}
