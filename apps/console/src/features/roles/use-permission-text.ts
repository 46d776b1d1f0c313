import type { Permission } from "@millrace/teams";
import { useTranslations } from "next-intl";

/** What a permission lets one do, in words that go on from "may". */
export function usePermissionText(): (permission: Permission) => string {
  const t = useTranslations("roles.permissions");
  return (permission) => t(permission);
}
