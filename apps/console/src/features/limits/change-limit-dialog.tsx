"use client";

import { Notice } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTrpc } from "../../trpc/client.tsx";
import { ActDialog } from "../confirm/act-dialog.tsx";
import { useDone } from "../confirm/use-done.ts";
import type { LimitActProps } from "./limit-actions.tsx";
import { isRaised } from "./limit-fill.ts";
import { parseAmount, writeAmount } from "./parse-amount.ts";
import { parseSteps, type WrongSteps, writeSteps } from "./parse-steps.ts";
import { StepsFields } from "./steps-fields.tsx";
import { useLimitText } from "./use-limit-text.ts";
import { ValueField } from "./value-field.tsx";

/** Gives a limit another value. */
export function ChangeLimitDialog({ limit, currency, onClose }: LimitActProps) {
  const t = useTranslations("limits");
  const say = useLimitText(currency);
  const done = useDone(onClose);
  const { scope, scopeId, measure, period } = limit;
  const [text, setText] = useState(writeAmount(limit.value, measure));
  const [isWrong, setIsWrong] = useState(false);
  const [texts, setTexts] = useState(() => writeSteps(limit));
  const [wrong, setWrong] = useState<WrongSteps>({});
  const change = useMutation(
    useTrpc().limits.set.mutationOptions({ onSuccess: () => done(t("change.done")) }),
  );

  function submit() {
    const value = parseAmount(text, measure);
    const parsed = parseSteps(texts, limit);
    setIsWrong(value === null);
    setWrong("wrong" in parsed ? parsed.wrong : {});
    if (value !== null && "steps" in parsed)
      change.mutate({ scope, scopeId, measure, period, value, ...parsed.steps });
  }

  return (
    <ActDialog
      title={t("change.title")}
      description={t("change.description", { limit: say.limit(limit), subject: say.subject(limit) })}
      act={t("change.act")}
      work={change}
      onAct={submit}
      onClose={onClose}
    >
      {isRaised(limit) && <Notice tone="warn">{t("change.endsRaise")}</Notice>}
      <ValueField
        measure={measure}
        currency={currency}
        text={text}
        onChange={setText}
        error={isWrong ? t(measure === "spend" ? "value.moneyInvalid" : "value.countInvalid") : undefined}
        autoFocus
      />
      <StepsFields measure={measure} period={period} texts={texts} onChange={setTexts} wrong={wrong} />
    </ActDialog>
  );
}
