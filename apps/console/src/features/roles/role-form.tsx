"use client";

import type { Permission } from "@millrace/teams";
import { Button, Checkbox, DialogActions, DialogClose, Field, Input, Notice } from "@millrace/ui";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { type ApiError, useFaultText } from "../errors/use-fault-text.ts";
import { bySubject, withImpliedReads } from "./subjects.ts";
import { usePermissionText } from "./use-permission-text.ts";

const NAME_LENGTH_MAX = 80;

type Form = { name: string; permissions: Permission[] };

export type RoleFormProps = {
  initial: { name: string; permissions: readonly Permission[] };
  permissions: readonly Permission[];
  held: readonly Permission[];
  actLabel: string;
  error: ApiError | null;
  busy: boolean;
  onSubmit: (form: Form) => void;
};

/** A name and what the role includes; what the reader does not hold cannot be given. */
export function RoleForm(props: RoleFormProps) {
  const { initial, permissions, held, actLabel, error, busy, onSubmit } = props;
  const t = useTranslations("roles.form");
  const faultText = useFaultText();
  const [name, setName] = useState(initial.name);
  const [chosen, setChosen] = useState<ReadonlySet<Permission>>(new Set(initial.permissions));
  const [isChecked, setIsChecked] = useState(false);
  const isNameMissing = name.trim() === "";
  const included = withImpliedReads(chosen, permissions);

  function choose(permission: Permission, isChosen: boolean) {
    const next = new Set(chosen);
    if (isChosen) next.add(permission);
    else next.delete(permission);
    setChosen(next);
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    setIsChecked(true);
    if (!isNameMissing) onSubmit({ name: name.trim(), permissions: [...included] });
  }

  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      {error && <Notice tone="bad">{faultText(error)}</Notice>}
      <Field label={t("name")} error={isChecked && isNameMissing ? t("nameInvalid") : undefined}>
        <Input
          value={name}
          onChange={(event) => setName(event.target.value)}
          maxLength={NAME_LENGTH_MAX}
          autoComplete="off"
          autoFocus
        />
      </Field>
      <fieldset className="flex flex-col gap-3">
        <legend className="mb-1.5 font-medium">{t("permissions")}</legend>
        <p className="text-sm text-ink-2">{t("implied")}</p>
        {bySubject(permissions).map(({ subject, permissions: members }) => (
          <PermissionChoices
            key={subject}
            permissions={members}
            included={included}
            chosen={chosen}
            held={held}
            onChoose={choose}
          />
        ))}
      </fieldset>
      <DialogActions>
        <DialogClose asChild>
          <Button>{t("cancel")}</Button>
        </DialogClose>
        <Button type="submit" look="primary" busy={busy}>
          {actLabel}
        </Button>
      </DialogActions>
    </form>
  );
}

type PermissionChoicesProps = {
  permissions: readonly Permission[];
  included: ReadonlySet<Permission>;
  chosen: ReadonlySet<Permission>;
  held: readonly Permission[];
  onChoose: (permission: Permission, isChosen: boolean) => void;
};

function PermissionChoices({ permissions, included, chosen, held, onChoose }: PermissionChoicesProps) {
  const t = useTranslations("roles.form");
  const permissionText = usePermissionText();
  return permissions.map((permission) => {
    const isImplied = included.has(permission) && !chosen.has(permission);
    const isBeyond = !held.includes(permission);
    return (
      <Checkbox
        key={permission}
        label={permissionText(permission)}
        hint={isBeyond ? t("beyond") : undefined}
        checked={included.has(permission)}
        disabled={isImplied || (isBeyond && !chosen.has(permission))}
        onChange={(event) => onChoose(permission, event.target.checked)}
      />
    );
  });
}
