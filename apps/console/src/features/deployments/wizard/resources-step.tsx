"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { Button, Field, Input, Notice } from "@millrace/ui";
import { useLocale, useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { z } from "zod";
import { formatBytes, formatNumber, fromMebibytes } from "../../../format/quantity.ts";
import { usePriceText } from "../../models/use-price-text.ts";
import { deploymentNameSchema } from "../deployment-name.ts";
import { ResourceFields } from "../resource-fields.tsx";
import { type ResourceBounds, type ResourceForm, resourceFormSchema } from "../resource-form.ts";
import { ServingFields } from "../serving-fields.tsx";
import { servingFormSchema } from "../serving-form.ts";
import type { ModelChoice, NodeSize, Plan } from "./plan.ts";

export type ResourcesStepProps = {
  plan: Plan;
  onChange: (plan: Plan) => void;
  takenNames: readonly string[];
  node: NodeSize | null;
  bounds: ResourceBounds;
  currency: string;
  onBack: () => void;
  onNext: () => void;
};

export function ResourcesStep(props: ResourcesStepProps) {
  const { plan, onChange, takenNames, node, bounds, currency, onBack, onNext } = props;
  const t = useTranslations("wizard.resources");
  const { register, handleSubmit, watch, setValue, formState } = useForm({
    resolver: zodResolver(planSchema(bounds, takenNames, plan.choice.serving.cacheMebibytesMax)),
    defaultValues: { name: plan.name, resources: plan.resources, serving: plan.serving },
  });
  const [resources, serving] = watch(["resources", "serving"]);
  const nameError = formState.errors.name;

  return (
    <form
      noValidate
      onSubmit={handleSubmit((form) => {
        onChange({ ...plan, ...form });
        onNext();
      })}
      className="flex flex-col gap-5"
    >
      <Field
        label={t("name")}
        hint={t("nameHint")}
        error={nameError && t(nameError.type === "custom" ? "nameTaken" : "nameInvalid")}
        className="max-w-md"
      >
        <Input className="figure" autoComplete="off" spellCheck={false} {...register("name")} />
      </Field>
      <Suggestion choice={plan.choice} currency={currency} />
      <ResourceFields
        value={resources}
        onChange={(next) => setValue("resources", next, { shouldDirty: true })}
        bounds={bounds}
        task={plan.choice.task}
      />
      <ServingFields
        value={serving}
        onChange={(next) => setValue("serving", next, { shouldDirty: true })}
        choices={plan.choice.serving}
        currency={currency}
      />
      {node && <Footprint resources={resources} node={node} />}
      <div className="flex justify-between gap-2">
        <Button onClick={onBack}>{t("back")}</Button>
        <Button type="submit" look="primary">
          {t("next")}
        </Button>
      </div>
    </form>
  );
}

function planSchema(bounds: ResourceBounds, takenNames: readonly string[], cacheMebibytesMax: number) {
  const name = deploymentNameSchema.refine((candidate) => !takenNames.includes(candidate));
  return z.object({
    name,
    resources: resourceFormSchema(bounds),
    serving: servingFormSchema(cacheMebibytesMax),
  });
}

/** Where the first values come from, and what they cost. */
function Suggestion({ choice, currency }: { choice: ModelChoice; currency: string }) {
  const t = useTranslations("wizard.resources");
  const locale = useLocale();
  const { tokensPerSecond, memoryBytes } = choice.why;
  const price = usePriceText(currency)(choice);
  return (
    <Notice tone="water">
      <p>
        {tokensPerSecond === null || memoryBytes === null
          ? t("notMeasured")
          : t(choice.task === "tensor" ? "measuredRows" : "measured", {
              rate: formatNumber(tokensPerSecond, locale),
              memory: formatBytes(memoryBytes, locale),
            })}
      </p>
      <p>{price === null ? t("noPrice") : t("price", { price })}</p>
    </Notice>
  );
}

/** What the plan takes of the machine; too much is said here, before the placement refuses it. */
function Footprint({ resources, node }: { resources: ResourceForm; node: NodeSize }) {
  const t = useTranslations("wizard.resources");
  const locale = useLocale();
  const memoryBytes = resources.replicas * fromMebibytes(resources.memoryMebibytes);
  const threads = resources.replicas * resources.threadsPerReplica;
  const text = t("footprint", {
    memory: formatBytes(memoryBytes, locale),
    memoryTotal: formatBytes(node.memoryBytes, locale),
    threads,
    cores: node.cores,
    node: node.name,
  });
  if (memoryBytes > node.memoryBytes) return <Notice tone="warn">{t("tooLarge", { text })}</Notice>;
  return <p className="text-ink-2">{text}</p>;
}
