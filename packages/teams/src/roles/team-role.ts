import { displayNameSchema } from "@millrace/people";
import { z } from "zod";
import { PERMISSIONS, type Permission } from "../permission.ts";

/** A role as somebody sees it who may choose from them. */
export type TeamRole = {
  id: string;
  /** Null for a built-in one, which goes by its id. */
  name: string | null;
  isBuiltIn: boolean;
  permissions: Permission[];
  membersCount: number;
};

const NAME_LENGTH_MAX = 40;
/** Roles of one team's own. */
export const OWN_ROLES_MAX = 20;

export const ownRoleSchema = z.object({
  name: displayNameSchema(NAME_LENGTH_MAX),
  permissions: z.array(z.enum(PERMISSIONS)).min(1).max(PERMISSIONS.length),
});
