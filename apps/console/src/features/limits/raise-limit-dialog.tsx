"use client";

import { Field, Input } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTrpc } from "../../trpc/client.tsx";
import { ActDialog } from "../confirm/act-dialog.tsx";
import { useDone } from "../confirm/use-done.ts";
import type { LimitActProps } from "./limit-actions.tsx";
import { parseAmount } from "./parse-amount.ts";
import { parseUntil, tomorrow, writeLocal } from "./raise-until.ts";
import { useLimitText } from "./use-limit-text.ts";
import { ValueField } from "./value-field.tsx";

const REASON_LENGTH_MAX = 200;

type Wrong = { value?: string; until?: string; reason?: string };

/** Asks for a higher value, until when, and why. */
export function RaiseLimitDialog({ limit, currency, onClose }: LimitActProps) {
  const t = useTranslations("limits");
  const say = useLimitText(currency);
  const done = useDone(onClose);
  const { id, measure, value: usual } = limit;
  const [text, setText] = useState("");
  const [untilText, setUntilText] = useState(() => writeLocal(tomorrow(new Date())));
  const [reason, setReason] = useState("");
  const [wrong, setWrong] = useState<Wrong>({});
  const raise = useMutation(
    useTrpc().limits.raise.mutationOptions({
      onSuccess: (_, { until }) => done(t("raise.done", { until: say.moment(until) })),
    }),
  );

  function submit() {
    const value = parseAmount(text, measure);
    const until = parseUntil(untilText, new Date());
    const why = reason.trim();
    setWrong({
      ...(value === null && { value: t(measure === "spend" ? "value.moneyInvalid" : "value.countInvalid") }),
      ...(value !== null && value <= limit.value && { value: t("value.raiseInvalid") }),
      ...(until === null && { until: t("raise.untilInvalid") }),
      ...(why === "" && { reason: t("raise.reasonInvalid") }),
    });
    if (value !== null && value > limit.value && until !== null && why !== "")
      raise.mutate({ id, value, until, reason: why });
  }

  return (
    <ActDialog
      title={t("raise.title")}
      description={t("raise.description", { limit: say.limit(limit), subject: say.subject(limit) })}
      act={t("raise.act")}
      work={raise}
      onAct={submit}
      onClose={onClose}
    >
      <ValueField
        measure={measure}
        currency={currency}
        text={text}
        onChange={setText}
        error={wrong.value}
        hint={t("raise.valueHint", { value: say.amount(measure, usual) })}
        autoFocus
      />
      <Field label={t("raise.until")} hint={t("raise.untilHint")} error={wrong.until}>
        <Input
          type="datetime-local"
          className="figure"
          value={untilText}
          onChange={(event) => setUntilText(event.target.value)}
        />
      </Field>
      <Field label={t("raise.reason")} hint={t("raise.reasonHint")} error={wrong.reason}>
        <Input
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          maxLength={REASON_LENGTH_MAX}
          autoComplete="off"
        />
      </Field>
    </ActDialog>
  );
}
