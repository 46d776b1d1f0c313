"use client";

import type { CALL as CallOfKeys, Permission } from "@millrace/teams";
import { Field, Select } from "@millrace/ui";
import { usePathname, useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { usePermissionText } from "../roles/use-permission-text.ts";

/** As `CALL` of the rule; a value of that package would bring the server along. */
const CALL: typeof CallOfKeys = "call";

export type AccessFormProps = {
  people: readonly { id: string; name: string; email: string }[];
  keys: readonly { id: string; name: string }[];
  permissions: readonly Permission[];
  who: string;
  act: string;
};

/** The question lives in the address, so that it can be sent to somebody. */
export function AccessForm({ people, keys, permissions, who, act }: AccessFormProps) {
  const t = useTranslations("access");
  const permissionText = usePermissionText();
  const router = useRouter();
  const path = usePathname();
  const ask = (next: { who: string; act: string }) => router.replace(`${path}?${new URLSearchParams(next)}`);
  const subjects = [
    ...people.map(({ id, name, email }) => ({ value: `person:${id}`, label: t("people", { name, email }) })),
    ...keys.map(({ id, name }) => ({ value: `key:${id}`, label: t("key", { name }) })),
  ];
  // People call with a key, never as themselves.
  const acts = [
    ...(who.startsWith("key:") ? [{ value: CALL, label: t("call") }] : []),
    ...permissions.map((permission) => ({ value: permission, label: permissionText(permission) })),
  ];
  function chooseWho(next: string) {
    const isKey = next.startsWith("key:");
    const isSameKind = isKey === who.startsWith("key:");
    ask({ who: next, act: isSameKind ? act : isKey ? CALL : (permissions[0] ?? "") });
  }
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4 p-4 sm:grid-cols-[repeat(2,minmax(0,1fr))]">
      <Field label={t("who")}>
        <Select value={who} onValueChange={chooseWho} options={subjects} />
      </Field>
      <Field label={t("act")}>
        <Select value={act} onValueChange={(value) => ask({ who, act: value })} options={acts} />
      </Field>
    </div>
  );
}
