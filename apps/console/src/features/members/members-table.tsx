"use client";

import { Button, Tag } from "@millrace/ui";
import { UserMinus } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { useRoleName } from "../roles/use-role-name.ts";
import { type DataColumn, DataTable } from "../tables/data-table.tsx";
import type { MemberRow } from "./member-row.ts";
import { RemoveMemberDialog } from "./remove-member-dialog.tsx";
import { type GivableRole, RoleSelect } from "./role-select.tsx";

export type MembersTableProps = {
  members: MemberRow[];
  /** The roles that the reader may give and take; empty for whoever changes no members. */
  givable: readonly GivableRole[];
};

export function MembersTable({ members, givable }: MembersTableProps) {
  const t = useTranslations("team");
  const format = useFormatter();
  const roleName = useRoleName();
  const [removing, setRemoving] = useState<MemberRow | null>(null);
  const showsSecondFactor = members.some(({ secondFactorOn }) => secondFactorOn !== null);

  const columns: DataColumn<MemberRow>[] = [
    {
      id: "name",
      header: t("columns.name"),
      sortBy: ({ name }) => name,
      cell: (member) => <MemberName member={member} />,
    },
    {
      id: "role",
      header: t("columns.role"),
      sortBy: (member) => roleName(member),
      cell: (member) =>
        member.canChange ? <RoleSelect member={member} givable={givable} /> : roleName(member),
    },
    {
      id: "joinedAt",
      header: t("columns.joinedAt"),
      wideOnly: true,
      sortBy: ({ joinedAt }) => joinedAt.getTime(),
      cell: ({ joinedAt, joinedBy }) => (
        <>
          <span className="block whitespace-nowrap">
            {format.dateTime(joinedAt, { dateStyle: "medium" })}
          </span>
          <span className="block text-sm text-ink-2">{t(`joinedBy.${joinedBy}`)}</span>
        </>
      ),
    },
  ];
  if (showsSecondFactor) {
    columns.push({
      id: "secondFactor",
      header: t("columns.secondFactor"),
      wideOnly: true,
      sortBy: ({ secondFactorOn }) => (secondFactorOn ? 1 : 0),
      cell: ({ secondFactorOn }) =>
        secondFactorOn ? (
          <Tag tone="good">{t("secondFactor.on")}</Tag>
        ) : (
          <span className="text-ink-2">{t("secondFactor.off")}</span>
        ),
    });
  }
  if (members.some(({ canRemove }) => canRemove)) {
    columns.push({
      id: "act",
      header: t("columns.act"),
      align: "right",
      cell: (member) =>
        member.canRemove && (
          <Button
            size="small"
            className="font-sans"
            onClick={() => setRemoving(member)}
            aria-label={t("remove.openFor", { name: member.name })}
          >
            <UserMinus aria-hidden className="size-4 md:hidden" />
            <span className="hidden md:inline">{t("remove.open")}</span>
          </Button>
        ),
    });
  }
  return (
    <>
      <DataTable label={t("title")} columns={columns} rows={members} keyOf={({ personId }) => personId} />
      {removing && <RemoveMemberDialog member={removing} onClose={() => setRemoving(null)} />}
    </>
  );
}

function MemberName({ member: { name, email, isYou } }: { member: MemberRow }) {
  const t = useTranslations("team");
  return (
    <>
      <span className="flex items-center gap-2">
        <span className="font-semibold">{name}</span>
        {isYou && <Tag tone="water">{t("you")}</Tag>}
      </span>
      <span className="block text-sm break-all text-ink-2">{email}</span>
    </>
  );
}
