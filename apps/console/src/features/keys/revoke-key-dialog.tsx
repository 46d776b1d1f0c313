"use client";

import type { ApiKey } from "@millrace/keys";
import { toast } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { useTrpc } from "../../trpc/client.tsx";
import { ConfirmByName } from "../confirm/confirm-by-name.tsx";
import { useFaultToast } from "../errors/use-fault-text.ts";

export function RevokeKeyDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const t = useTranslations("keys.revoke");
  const format = useFormatter();
  const router = useRouter();
  const showFault = useFaultToast();
  const revoke = useMutation(
    useTrpc().keys.revoke.mutationOptions({
      onSuccess: () => {
        toast.success(t("done", { name: apiKey.name }));
        onClose();
        router.refresh();
      },
      onError: showFault,
    }),
  );
  return (
    <ConfirmByName
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("title", { name: apiKey.name })}
      consequences={
        <>
          <p>{t("effect")}</p>
          <p className="mt-2">
            {apiKey.lastUsedAt
              ? t("lastUsed", {
                  when: format.dateTime(apiKey.lastUsedAt, { dateStyle: "medium", timeStyle: "short" }),
                })
              : t("neverUsed")}
          </p>
        </>
      }
      name={apiKey.name}
      actLabel={t("act")}
      busy={revoke.isPending}
      onConfirm={() => revoke.mutate({ id: apiKey.id })}
    />
  );
}
