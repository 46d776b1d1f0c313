import type { Permission, TeamAddressee } from "@millrace/teams";
import type { Scope } from "../account.ts";

/** Mails about one share of one limit. */
const ADDRESSEES_MAX = 50;
const WHO_DECIDES: readonly Permission[] = ["limits.write", "billing.write"];

/** Whose limit it is, who made or is what it is for, and who set it. */
type Concern = { scope: Scope; ownerId: string | null; setBy: string | null };

/**
 * Who is told of a limit: of a key's or a member's, whose key it is or who it is, and whoever set it; of the team's and a
 * deployment's, or where the others have left, those who may change limits or pay.
 */
export function addresseesOf(
  { scope, ownerId, setBy }: Concern,
  members: readonly TeamAddressee[],
): TeamAddressee[] {
  const isPersonal = scope === "key" || scope === "member";
  const concerned = members.filter(({ personId }) => personId === ownerId || personId === setBy);
  const deciding = members.filter(({ permissions }) => WHO_DECIDES.some((one) => permissions.has(one)));
  return (isPersonal && concerned.length > 0 ? concerned : deciding).slice(0, ADDRESSEES_MAX);
}
