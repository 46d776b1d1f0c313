"use client";

import type { Deployment } from "@millrace/deployments";
import { Button, Card, CardHeader, toast } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useTrpc } from "../../../trpc/client.tsx";
import { useFaultToast } from "../../errors/use-fault-text.ts";
import { ResourceFields } from "../resource-fields.tsx";
import { fromForm, type ResourceBounds, type ResourceForm, toForm } from "../resource-form.ts";
import type { ServingChoices } from "../serving-choices.ts";
import { ServingFields } from "../serving-fields.tsx";
import { fromServingForm, type ServingForm, toServingForm } from "../serving-form.ts";

/** What the person changes, on top of which state of the deployment. */
type Draft = { resources: ResourceForm; serving: ServingForm; generation: number };

export type SettingsFormProps = {
  deployment: Deployment;
  bounds: ResourceBounds;
  choices: ServingChoices;
  currency: string;
  canWrite: boolean;
};

/** The resources of a running deployment. A change acts on the engine; requests go on being answered meanwhile. */
export function SettingsForm(props: SettingsFormProps) {
  const { deployment, bounds, choices, currency, canWrite } = props;
  const t = useTranslations("deployments.settings");
  const router = useRouter();
  const showFault = useFaultToast();
  const [draft, setDraft] = useState<Draft | null>(null);
  const update = useMutation(
    useTrpc().deployments.update.mutationOptions({
      onSuccess: () => toast.success(t("done")),
      onError: showFault,
      onSettled: () => {
        setDraft(null);
        router.refresh();
      },
    }),
  );

  const shown = draft ?? {
    resources: toForm(deployment.resources),
    serving: toServingForm(deployment.settings),
    generation: deployment.generation,
  };
  const disabled = !canWrite || update.isPending;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!draft) return;
    update.mutate({
      id: deployment.id,
      resources: fromForm(draft.resources),
      settings: fromServingForm(draft.serving),
      expectedGeneration: draft.generation,
    });
  }

  return (
    <Card>
      <CardHeader title={t("title")} />
      <form onSubmit={submit} className="px-4 pt-1 pb-4">
        <p className="mb-4 text-ink-2">{t("text")}</p>
        <ResourceFields
          value={shown.resources}
          onChange={(resources) => setDraft({ ...shown, resources })}
          bounds={bounds}
          task={choices.task}
          disabled={disabled}
        />
        <div className="mt-5">
          <ServingFields
            value={shown.serving}
            onChange={(serving) => setDraft({ ...shown, serving })}
            choices={choices}
            currency={currency}
            disabled={disabled}
          />
        </div>
        {canWrite && (
          <div className="mt-5 flex justify-end gap-2">
            <Button disabled={!draft || update.isPending} onClick={() => setDraft(null)}>
              {t("discard")}
            </Button>
            <Button type="submit" look="primary" disabled={!draft} busy={update.isPending}>
              {t("save")}
            </Button>
          </div>
        )}
      </form>
    </Card>
  );
}
