import type { Permission } from "@millrace/teams";
import { Cell, HeaderCell, Row, Table } from "@millrace/ui";
import { Check, Minus } from "lucide-react";
import { useTranslations } from "next-intl";
import { Fragment } from "react";
import type { RoleView } from "./role-view.ts";
import { bySubject } from "./subjects.ts";
import { usePermissionText } from "./use-permission-text.ts";
import { useRoleName } from "./use-role-name.ts";

export type PermissionTableProps = { roles: readonly RoleView[]; permissions: readonly Permission[] };

/** Every permission in words, and which roles include it. */
export function PermissionTable({ roles, permissions }: PermissionTableProps) {
  const t = useTranslations("roles");
  const roleName = useRoleName();
  const permissionText = usePermissionText();
  return (
    <Table aria-label={t("table")}>
      <thead>
        <tr>
          <HeaderCell>{t("permission")}</HeaderCell>
          {roles.map(({ id, name }) => (
            <HeaderCell key={id} className="text-center">
              {roleName({ role: id, roleName: name })}
            </HeaderCell>
          ))}
        </tr>
      </thead>
      <tbody>
        {bySubject(permissions).map(({ subject, permissions: members }) => (
          <Fragment key={subject}>
            <tr className="border-b border-line bg-sunken/60">
              <th
                scope="rowgroup"
                colSpan={roles.length + 1}
                className="px-4 py-1.5 text-left text-xs font-medium text-ink-2"
              >
                {t(`subjects.${subject}`)}
              </th>
            </tr>
            {members.map((permission) => (
              <Row key={permission}>
                <Cell className="min-w-44">{permissionText(permission)}</Cell>
                {roles.map(({ id, permissions: held }) => (
                  <Cell key={id} className="text-center">
                    <Mark isHeld={held.includes(permission)} yes={t("yes")} no={t("no")} />
                  </Cell>
                ))}
              </Row>
            ))}
          </Fragment>
        ))}
      </tbody>
    </Table>
  );
}

function Mark({ isHeld, yes, no }: { isHeld: boolean; yes: string; no: string }) {
  const Icon = isHeld ? Check : Minus;
  return (
    <>
      <Icon aria-hidden className={isHeld ? "inline size-4 text-good" : "inline size-4 text-line-strong"} />
      <span className="sr-only">{isHeld ? yes : no}</span>
    </>
  );
}
