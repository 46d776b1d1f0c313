"use client";

import { Button } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTrpc } from "../../../trpc/client.tsx";
import { useDone } from "../../confirm/use-done.ts";
import { useFaultToast } from "../../errors/use-fault-text.ts";
import type { HeldPlan } from "./plan-view.ts";

/** Takes back that a plan ends, or that another takes over. */
export function ResumePlanButton({ held: { plan, cancelAt } }: { held: HeldPlan }) {
  const t = useTranslations("billing.plan.resume");
  const onError = useFaultToast();
  const done = useDone(() => undefined);
  const trpc = useTrpc().payments;
  const after = { onSuccess: () => done(t("done", { plan: plan.title })), onError };
  const resume = useMutation(trpc.resumePlan.mutationOptions(after));
  const stay = useMutation(trpc.changePlan.mutationOptions(after));
  return (
    <Button
      look="primary"
      onClick={() => (cancelAt === null ? stay.mutate({ planName: plan.planName }) : resume.mutate())}
      busy={resume.isPending || stay.isPending}
    >
      {t("open", { plan: plan.title })}
    </Button>
  );
}
