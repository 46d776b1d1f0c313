import { type AnyTx, findOwnRoles } from "../roles/store.ts";
import { type PermissionSet, permissionsOf } from "../rules/permissions-of.ts";
import { MEMBERS_MAX } from "./seats.ts";
import { findMailAddresses } from "./store.ts";

/** A member as one writes to them, and what their role lets them do. */
export type TeamAddressee = {
  personId: string;
  email: string;
  locale: "en" | "zh-CN";
  permissions: PermissionSet;
};

/** To whom something of a team can be mailed, in the caller's transaction. */
export async function listAddressees(tx: AnyTx, teamId: string): Promise<TeamAddressee[]> {
  const own = new Map((await findOwnRoles(tx, teamId)).map(({ id, permissions }) => [id, permissions]));
  const members = await findMailAddresses(tx, teamId, MEMBERS_MAX);
  return members.map(({ role, locale, ...member }) => ({
    ...member,
    locale: locale === "zh-CN" ? locale : "en",
    permissions: own.get(role) ?? permissionsOf(role, null),
  }));
}
