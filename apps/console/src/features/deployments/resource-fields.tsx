"use client";

import { Field, NumberField } from "@millrace/ui";
import { useTranslations } from "next-intl";
import { type ResourceBounds, type ResourceForm, resourceFields } from "./resource-form.ts";

/** How far and how finely the sliders go: the values that make sense for a model of this size on one machine. */
const SLIDERS: Record<keyof ResourceForm, { sliderMax: number; step: number }> = {
  replicas: { sliderMax: 8, step: 1 },
  threadsPerReplica: { sliderMax: 16, step: 1 },
  memoryMebibytes: { sliderMax: 8_192, step: 64 },
  batchTokensMax: { sliderMax: 32_768, step: 64 },
  batchRowsMax: { sliderMax: 256, step: 1 },
  queueRequestsMax: { sliderMax: 4_096, step: 1 },
};

export type ResourceFieldsProps = {
  value: ResourceForm;
  onChange: (value: ResourceForm) => void;
  bounds: ResourceBounds;
  task: string;
  disabled?: boolean;
};

/** Everything that one may give a deployment; each of these acts on the running engine. */
export function ResourceFields({ value, onChange, bounds, task, disabled }: ResourceFieldsProps) {
  const t = useTranslations("deployments.resources");
  return (
    <div className="grid gap-x-8 gap-y-5 md:grid-cols-2">
      {resourceFields(task).map((name) => (
        <Field key={name} label={t(`${name}.label`)} hint={t(`${name}.hint`)}>
          <NumberField
            value={value[name]}
            onValueChange={(next) => onChange({ ...value, [name]: next })}
            {...bounds[name]}
            {...SLIDERS[name]}
            unit={name === "memoryMebibytes" ? "MiB" : undefined}
            sliderLabel={t(`${name}.label`)}
            disabled={disabled}
          />
        </Field>
      ))}
    </div>
  );
}
