import type { Permission } from "@millrace/teams";

/** A role as a page shows it; plain, so that it reaches the browser. */
export type RoleView = {
  id: string;
  /** Null for a built-in one. */
  name: string | null;
  isBuiltIn: boolean;
  permissions: readonly Permission[];
  membersCount: number;
};
