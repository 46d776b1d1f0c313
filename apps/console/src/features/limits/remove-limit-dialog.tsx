"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTrpc } from "../../trpc/client.tsx";
import { ActDialog } from "../confirm/act-dialog.tsx";
import { useDone } from "../confirm/use-done.ts";
import type { LimitActProps } from "./limit-actions.tsx";
import { useLimitText } from "./use-limit-text.ts";

/** Says what will not be held to it any more, and asks once. */
export function RemoveLimitDialog({ limit, currency, onClose }: LimitActProps) {
  const t = useTranslations("limits");
  const say = useLimitText(currency);
  const done = useDone(onClose);
  const remove = useMutation(
    useTrpc().limits.remove.mutationOptions({ onSuccess: () => done(t("remove.done")) }),
  );
  return (
    <ActDialog
      title={t("remove.title")}
      description={t("remove.effect", { limit: say.limit(limit), subject: say.subject(limit) })}
      act={t("remove.act")}
      look="danger"
      work={remove}
      onAct={() => remove.mutate({ id: limit.id })}
      onClose={onClose}
    />
  );
}
