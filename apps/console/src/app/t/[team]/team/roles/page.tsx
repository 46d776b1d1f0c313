import { listRoles, may, OWNERS_ONLY, PERMISSIONS } from "@millrace/teams";
import { Card, CardHeader } from "@millrace/ui";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { OwnRoles } from "../../../../../features/roles/own-roles.tsx";
import { PermissionTable } from "../../../../../features/roles/permission-table.tsx";
import { TeamPage } from "../../../../../features/team/team-page.tsx";
import { requireContext } from "../../../../../server/session.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("team"))("tabs.roles") };
}

export default async function RolesPage() {
  const ctx = await requireContext("members.read");
  const [t, roles] = await Promise.all([getTranslations("roles"), listRoles(ctx)]);
  return (
    <TeamPage tab="roles" has={(permission) => may(ctx.actor, permission)}>
      <div className="flex flex-col gap-5">
        <OwnRoles
          roles={roles.filter(({ isBuiltIn }) => !isBuiltIn)}
          canWrite={may(ctx.actor, "roles.write")}
          permissions={PERMISSIONS.filter((permission) => !OWNERS_ONLY.has(permission))}
          held={PERMISSIONS.filter((permission) => may(ctx.actor, permission))}
        />
        <Card>
          <CardHeader title={t("table")} className="pb-2" />
          <PermissionTable roles={roles} permissions={PERMISSIONS} />
        </Card>
      </div>
    </TeamPage>
  );
}
