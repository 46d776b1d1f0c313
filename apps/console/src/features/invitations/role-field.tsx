"use client";

import { Field, Select } from "@millrace/ui";
import { useTranslations } from "next-intl";
import { useRoleName } from "../roles/use-role-name.ts";

export type RoleChoice = { id: string; name: string | null };

export type RoleFieldProps = {
  roles: readonly RoleChoice[];
  value: string;
  onValueChange: (role: string) => void;
};

/** What a newcomer will be. */
export function RoleField({ roles, value, onValueChange }: RoleFieldProps) {
  const t = useTranslations("invitations.dialog");
  const roleName = useRoleName();
  return (
    <Field label={t("role")} hint={t("roleHint")}>
      <Select
        value={value}
        onValueChange={onValueChange}
        options={roles.map(({ id, name }) => ({ value: id, label: roleName({ role: id, roleName: name }) }))}
      />
    </Field>
  );
}

/** The one that does least harm by mistake. */
export function defaultRole(roles: readonly RoleChoice[]): string {
  return (roles.find(({ id }) => id === "developer") ?? roles.at(-1))?.id ?? "";
}
