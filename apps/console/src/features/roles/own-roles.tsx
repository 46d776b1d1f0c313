"use client";

import type { Permission } from "@millrace/teams";
import { Button, Card, CardHeader } from "@millrace/ui";
import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { DeleteRoleDialog } from "./delete-role-dialog.tsx";
import { RoleDialog } from "./role-dialog.tsx";
import type { RoleView } from "./role-view.ts";

export type OwnRolesProps = {
  roles: readonly RoleView[];
  canWrite: boolean;
  /** All that a role may be made of, and which of it the reader holds. */
  permissions: readonly Permission[];
  held: readonly Permission[];
};

type Shown = { what: "nothing" | "create" } | { what: "edit" | "delete"; role: RoleView };

/** The roles that the team made. */
export function OwnRoles({ roles, canWrite, permissions, held }: OwnRolesProps) {
  const t = useTranslations("roles");
  const [shown, setShown] = useState<Shown>({ what: "nothing" });
  const close = () => setShown({ what: "nothing" });
  return (
    <Card>
      <CardHeader
        title={t("own.title")}
        aside={
          canWrite && (
            <Button size="small" onClick={() => setShown({ what: "create" })}>
              <Plus aria-hidden />
              {t("create.open")}
            </Button>
          )
        }
      />
      <p className="px-4 pb-3 text-ink-2">{t("own.text")}</p>
      {roles.length === 0 ? (
        <p className="border-t border-line px-4 py-3 text-ink-2">{t("own.empty")}</p>
      ) : (
        <ul className="border-t border-line">
          {roles.map((role) => (
            <OwnRole
              key={role.id}
              shown={role}
              canWrite={canWrite}
              onEdit={() => setShown({ what: "edit", role })}
              onDelete={() => setShown({ what: "delete", role })}
            />
          ))}
        </ul>
      )}
      {shown.what === "create" && (
        <RoleDialog edited={null} permissions={permissions} held={held} onClose={close} />
      )}
      {shown.what === "edit" && (
        <RoleDialog edited={shown.role} permissions={permissions} held={held} onClose={close} />
      )}
      {shown.what === "delete" && <DeleteRoleDialog deleted={shown.role} onClose={close} />}
    </Card>
  );
}

type OwnRoleProps = { shown: RoleView; canWrite: boolean; onEdit: () => void; onDelete: () => void };

function OwnRole({ shown: role, canWrite, onEdit, onDelete }: OwnRoleProps) {
  const t = useTranslations("roles");
  const name = role.name ?? "";
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2.5 last:border-0">
      <div className="min-w-0 grow">
        <span className="block font-semibold break-words">{name}</span>
        <span className="block text-sm text-ink-2">{t("own.members", { count: role.membersCount })}</span>
      </div>
      {canWrite && (
        <span className="flex gap-1.5">
          <Button size="small" onClick={onEdit} aria-label={t("edit.openFor", { name })}>
            {t("edit.open")}
          </Button>
          <Button
            size="small"
            onClick={onDelete}
            disabled={role.membersCount > 0}
            title={role.membersCount > 0 ? t("delete.inUse") : undefined}
            aria-label={t("delete.openFor", { name })}
          >
            {t("delete.open")}
          </Button>
        </span>
      )}
    </li>
  );
}
