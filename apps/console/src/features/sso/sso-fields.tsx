import { Checkbox, Field, Input, Select, TextArea } from "@millrace/ui";
import { useTranslations } from "next-intl";
import { useRoleName } from "../roles/use-role-name.ts";
import type { SsoDraft } from "./sso-draft.ts";

/** `name` null for a built-in role. */
export type RoleChoice = { id: string; name: string | null };

export type SsoFieldsProps = {
  value: SsoDraft;
  onChange: (value: SsoDraft) => void;
  roles: readonly RoleChoice[];
  /** A secret is kept that the form does not show. */
  keepsSecret: boolean;
  disabled: boolean;
};

const DOMAIN_ROWS = 2;

export function SsoFields({ value, onChange, roles, keepsSecret, disabled }: SsoFieldsProps) {
  const t = useTranslations("sso.settings");
  const roleName = useRoleName();
  const set = (change: Partial<SsoDraft>) => onChange({ ...value, ...change });
  return (
    <>
      <Field label={t("issuer")} hint={t("issuerHint")}>
        <Input
          type="url"
          value={value.issuer}
          onChange={(event) => set({ issuer: event.target.value.trim() })}
          placeholder="https://idp.example.com/realms/acme"
          autoComplete="off"
          spellCheck={false}
          required
          disabled={disabled}
        />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("clientId")}>
          <Input
            value={value.clientId}
            onChange={(event) => set({ clientId: event.target.value })}
            autoComplete="off"
            spellCheck={false}
            required
            disabled={disabled}
          />
        </Field>
        <Field label={t("clientSecret")} hint={t(keepsSecret ? "secretKept" : "secretHint")}>
          <Input
            type="password"
            value={value.clientSecret}
            onChange={(event) => set({ clientSecret: event.target.value })}
            autoComplete="new-password"
            disabled={disabled}
          />
        </Field>
        <Field label={t("domains")} hint={t("domainsHint")}>
          <TextArea
            rows={DOMAIN_ROWS}
            value={value.emailDomains}
            onChange={(event) => set({ emailDomains: event.target.value })}
            placeholder="example.com"
            autoCapitalize="off"
            spellCheck={false}
            required
            disabled={disabled}
          />
        </Field>
        <Field label={t("defaultRole")} hint={t("defaultRoleHint")}>
          <Select
            value={value.defaultRole}
            onValueChange={(defaultRole) => set({ defaultRole })}
            options={roles.map(({ id, name }) => ({
              value: id,
              label: roleName({ role: id, roleName: name }),
            }))}
            disabled={disabled}
          />
        </Field>
      </div>
      <Checkbox
        label={t("required")}
        hint={t("requiredHint")}
        checked={value.required}
        onChange={(event) => set({ required: event.target.checked })}
        disabled={disabled}
      />
    </>
  );
}
