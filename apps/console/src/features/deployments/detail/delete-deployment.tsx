"use client";

import type { Deployment } from "@millrace/deployments";
import { Button, Card, CardHeader, toast } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { formatMoney } from "../../../format/money.ts";
import { useTrpc } from "../../../trpc/client.tsx";
import { ConfirmByName } from "../../confirm/confirm-by-name.tsx";
import { useFaultToast } from "../../errors/use-fault-text.ts";
import { useTeamPath } from "../../team-address/team-address.tsx";

/** Who has called the deployment in the last seven days. */
export type Dependents = { keys: number; requests: number; amountPico: bigint };

export type DeleteDeploymentProps = { deployment: Deployment; dependents: Dependents; currency: string };

export function DeleteDeployment({ deployment, dependents, currency }: DeleteDeploymentProps) {
  const t = useTranslations("deployments.delete");
  const locale = useLocale();
  const router = useRouter();
  const inTeam = useTeamPath();
  const showFault = useFaultToast();
  const [asking, setAsking] = useState(false);
  const { id, name } = deployment;
  const remove = useMutation(
    useTrpc().deployments.delete.mutationOptions({
      onSuccess: () => {
        toast.success(t("done", { name }));
        router.push(inTeam("/deployments"));
        router.refresh();
      },
      onError: showFault,
    }),
  );
  return (
    <Card>
      <CardHeader title={t("title")} />
      <div className="flex flex-wrap items-center justify-between gap-3 px-4 pt-1 pb-4">
        <p className="max-w-2xl text-ink-2">{t("text")}</p>
        <Button onClick={() => setAsking(true)} className="text-bad-ink">
          {t("open")}
        </Button>
      </div>
      <ConfirmByName
        open={asking}
        onOpenChange={setAsking}
        title={t("confirmTitle", { name })}
        consequences={
          <>
            <p>
              {dependents.requests === 0
                ? t("unused")
                : t("used", {
                    keys: dependents.keys,
                    requests: dependents.requests,
                    amount: formatMoney(dependents.amountPico, currency, locale),
                  })}
            </p>
            <p className="mt-2">{t("kept")}</p>
          </>
        }
        name={name}
        actLabel={t("act")}
        busy={remove.isPending || remove.isSuccess}
        onConfirm={() => remove.mutate({ id, name })}
      />
    </Card>
  );
}
