"use client";

import { Checkbox, Disclosure, Field, Input, Select, TextArea } from "@millrace/ui";
import { useTranslations } from "next-intl";
import type { CallableDeployment } from "./callable-deployment.ts";
import { API_NAMES, APIS, EXPIRIES, type Expiry, type KeyForm } from "./key-form.ts";

const NAME_LENGTH_MAX = 80;
const ADDRESS_ROWS = 3;

/** What is wrong with each, in words. */
export type KeyFormErrors = { name?: string; addresses?: string; lastDay?: string };

export type KeyFieldsProps = {
  value: KeyForm;
  onChange: (value: KeyForm) => void;
  deployments: readonly CallableDeployment[];
  errors: KeyFormErrors;
  /** A key that is there keeps its owner, and may keep its expiry; null: it is not made yet. */
  keptExpiry: string | null;
};

/** A name, and for those who want it, what the key may do and when it ends. */
export function KeyFields(props: KeyFieldsProps) {
  const { value, onChange, errors, keptExpiry } = props;
  const t = useTranslations("keys.form");
  const advanced = <ScopeFields {...props} />;
  return (
    <div className="flex flex-col gap-4">
      <Field label={t("name")} hint={keptExpiry === null ? t("nameHint") : undefined} error={errors.name}>
        <Input
          value={value.name}
          onChange={(event) => onChange({ ...value, name: event.target.value })}
          autoComplete="off"
          autoFocus
          maxLength={NAME_LENGTH_MAX}
        />
      </Field>
      {keptExpiry === null ? (
        <Disclosure title={t("advanced")} summary={t("advancedSummary")}>
          {advanced}
        </Disclosure>
      ) : (
        advanced
      )}
    </div>
  );
}

function ScopeFields({ value, onChange, deployments, errors, keptExpiry }: KeyFieldsProps) {
  const t = useTranslations("keys.form");
  const expiries = EXPIRIES.filter((expiry) => expiry !== "kept" || keptExpiry !== null);
  const expiryName = (expiry: Expiry) => (expiry === "kept" ? (keptExpiry ?? "") : t(`expiries.${expiry}`));
  return (
    <div className="flex flex-col gap-4">
      <Choices
        legend={t("deployments")}
        hint={t("deploymentsHint")}
        options={deployments.map(({ id, name }) => ({ value: id, label: name }))}
        chosen={value.deploymentIds}
        onChange={(deploymentIds) => onChange({ ...value, deploymentIds })}
      />
      <Choices
        legend={t("apis")}
        hint={t("apisHint")}
        options={APIS.map((api) => ({ value: api, label: API_NAMES[api] }))}
        chosen={value.apis}
        onChange={(apis) => onChange({ ...value, apis })}
      />
      <Field label={t("addresses")} hint={t("addressesHint")} error={errors.addresses}>
        <TextArea
          rows={ADDRESS_ROWS}
          className="figure"
          value={value.addresses}
          onChange={(event) => onChange({ ...value, addresses: event.target.value })}
          placeholder={"203.0.113.7\n2001:db8::/32"}
          autoComplete="off"
          spellCheck={false}
        />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("expiry")}>
          <Select
            value={value.expiry}
            onValueChange={(next) => onChange({ ...value, expiry: expiryNamed(next) })}
            options={expiries.map((expiry) => ({ value: expiry, label: expiryName(expiry) }))}
          />
        </Field>
        {value.expiry === "date" && (
          <Field label={t("lastDay")} error={errors.lastDay}>
            <Input
              type="date"
              value={value.lastDay}
              onChange={(event) => onChange({ ...value, lastDay: event.target.value })}
            />
          </Field>
        )}
      </div>
      {keptExpiry === null && (
        <Checkbox
          label={t("isService")}
          hint={t("isServiceHint")}
          checked={value.isService}
          onChange={(event) => onChange({ ...value, isService: event.target.checked })}
        />
      )}
    </div>
  );
}

function expiryNamed(text: string): Expiry {
  return EXPIRIES.find((expiry) => expiry === text) ?? "never";
}

type ChoicesProps<T extends string> = {
  legend: string;
  hint: string;
  options: readonly { value: T; label: string }[];
  chosen: readonly T[];
  onChange: (chosen: T[]) => void;
};

/** Any number of a few; none is all. */
function Choices<T extends string>({ legend, hint, options, chosen, onChange }: ChoicesProps<T>) {
  if (options.length === 0) return null;
  return (
    <fieldset>
      <legend className="font-medium">{legend}</legend>
      <p className="mb-2 text-sm text-ink-2">{hint}</p>
      <div className="flex max-h-44 flex-wrap gap-x-5 gap-y-2 overflow-y-auto">
        {options.map(({ value, label }) => (
          <Checkbox
            key={value}
            label={label}
            checked={chosen.includes(value)}
            onChange={({ target }) =>
              onChange(target.checked ? [...chosen, value] : chosen.filter((other) => other !== value))
            }
          />
        ))}
      </div>
    </fieldset>
  );
}
