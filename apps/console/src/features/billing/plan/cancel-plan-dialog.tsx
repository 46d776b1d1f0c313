"use client";

import { useMutation } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { useTrpc } from "../../../trpc/client.tsx";
import { ActDialog } from "../../confirm/act-dialog.tsx";
import { useDone } from "../../confirm/use-done.ts";
import type { HeldPlan } from "./plan-view.ts";

/** Before a plan is given up: what ends, when, and what stays. */
export function CancelPlanDialog({ held, onClose }: { held: HeldPlan; onClose: () => void }) {
  const t = useTranslations("billing.plan.cancel");
  const format = useFormatter();
  const date = format.dateTime(held.currentPeriodEnd, { dateStyle: "long", timeZone: "UTC" });
  const done = useDone(onClose);
  const cancel = useMutation(
    useTrpc().payments.cancelPlan.mutationOptions({ onSuccess: () => done(t("done", { date })) }),
  );
  return (
    <ActDialog
      title={t("title", { plan: held.plan.title })}
      act={t("act", { date })}
      look="danger"
      work={cancel}
      onAct={() => cancel.mutate()}
      onClose={onClose}
    >
      <p className="text-ink-2">{t("effect", { date })}</p>
    </ActDialog>
  );
}
