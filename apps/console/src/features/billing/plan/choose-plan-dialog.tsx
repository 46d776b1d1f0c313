"use client";

import { useMutation } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { useTrpc } from "../../../trpc/client.tsx";
import { ActDialog } from "../../confirm/act-dialog.tsx";
import { useDone } from "../../confirm/use-done.ts";
import { backFrom } from "../payments/came-back.ts";
import { leaveFor, usePageInput } from "../payments/use-provider-page.ts";
import { PlanOption } from "./plan-option.tsx";
import type { HeldPlan, PlanChoice } from "./plan-view.ts";
import { ProspectNotice } from "./prospect-notice.tsx";

export type ChoosePlanDialogProps = {
  held: HeldPlan | null;
  choices: PlanChoice[];
  currency: string;
  hasProvider: boolean;
  onClose: () => void;
};

/** Plans side by side; says what happens, when, and what it costs before the button does it. */
export function ChoosePlanDialog({ held, choices, currency, hasProvider, onClose }: ChoosePlanDialogProps) {
  const t = useTranslations("billing.plan.choose");
  const format = useFormatter();
  const [name, setName] = useState<string | null>(null);
  const done = useDone(onClose);
  const trpc = useTrpc().payments;
  const chosen =
    choices.find(({ planName }) => planName === name) ?? choices.find(({ prospect }) => prospect !== null);
  const prospect = chosen?.prospect ?? null;
  const date =
    prospect?.when === "at_period_end"
      ? format.dateTime(prospect.at, { dateStyle: "long", timeZone: "UTC" })
      : "";
  const say = () =>
    done(t(prospect?.when === "now" ? "done.now" : "done.later", { plan: chosen?.title ?? "", date }));
  const page = usePageInput();
  const begin = useMutation(
    trpc.choosePlan.mutationOptions({ onSuccess: ({ url }) => (url === null ? say() : leaveFor(url)) }),
  );
  const change = useMutation(trpc.changePlan.mutationOptions({ onSuccess: say }));
  const way = held !== null ? (prospect?.when ?? "now") : hasProvider ? "checkout" : "begin";

  function act() {
    if (!chosen || !prospect) return;
    const { planName } = chosen;
    if (held === null) begin.mutate({ planName, ...page(backFrom({ what: "plan" })) });
    else change.mutate({ planName });
  }

  return (
    <ActDialog
      className="max-w-3xl"
      title={t(held === null ? "title" : "change")}
      act={t(`acts.${way}`, { date })}
      work={held === null ? { isPending: begin.isPending || begin.isSuccess, error: begin.error } : change}
      onAct={act}
      onClose={onClose}
    >
      <fieldset>
        <legend className="sr-only">{t("legend")}</legend>
        <div className="grid gap-3 sm:grid-cols-[repeat(auto-fit,minmax(12rem,1fr))]">
          {choices.map((choice) => (
            <PlanOption
              key={choice.planName}
              plan={choice}
              currency={currency}
              isCurrent={choice.prospect === null}
              isChosen={choice === chosen}
              onChoose={() => setName(choice.planName)}
            />
          ))}
        </div>
      </fieldset>
      {chosen && prospect && (
        <ProspectNotice plan={chosen} prospect={prospect} way={way} currency={currency} />
      )}
    </ActDialog>
  );
}
