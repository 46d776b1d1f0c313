import { Fault } from "@millrace/kernel";
import { readCommonPasswords } from "../rules/common-passwords.ts";
import { judgePassword, type PasswordFlaw } from "../rules/judge-password.ts";
import list from "./common-passwords.json" with { type: "json" };
import { requireAllowedLength } from "./password.ts";

const COMMON = readCommonPasswords(list.prefixes);

const MESSAGES: Record<PasswordFlaw, string> = {
  common: "This password is among those that are guessed first. Choose another.",
  personal: "A password must not hold your address or the name of the product.",
};

/**
 * For every new password. Faults `invalid` `people.password_length`, `people.password_common`,
 * `people.password_personal`.
 */
export function requireGoodPassword(password: string, email: string): void {
  requireAllowedLength(password);
  const flaw = judgePassword(password, email, COMMON);
  if (flaw === null) return;
  throw new Fault({
    kind: "invalid",
    code: `people.password_${flaw}`,
    message: MESSAGES[flaw],
    param: "password",
  });
}
