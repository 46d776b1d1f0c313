"use client";

import { Field, Input, Select } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTrpc } from "../../trpc/client.tsx";
import { ActDialog } from "../confirm/act-dialog.tsx";
import { useDone } from "../confirm/use-done.ts";
import { parseAmount } from "./parse-amount.ts";
import type { InstalledTeam } from "./teams-table.tsx";

const NAME_LENGTH_MAX = 120;
const KINDS = ["paid", "promotional"] as const;
const DAY_MS = 86_400_000;

export type CreditDialogProps = { team: InstalledTeam; onClose: () => void };

type Wrong = "amount" | "name" | "expires" | null;

/** Credit for a team: how much, what it is called, whether it was paid for, and until when it is good. */
export function CreditDialog({ team, onClose }: CreditDialogProps) {
  const t = useTranslations("operator.teams.credit");
  const kindText = useTranslations("billing.credit.kinds");
  const [amount, setAmount] = useState("");
  const [name, setName] = useState("");
  const [kind, setKind] = useState<(typeof KINDS)[number]>("paid");
  const [expires, setExpires] = useState("");
  const [wrong, setWrong] = useState<Wrong>(null);
  // However often somebody presses, it is one grant.
  const [operationId] = useState(() => crypto.randomUUID());
  const done = useDone(onClose);
  const after = { onSuccess: () => done(t("done", { team: team.name })) };
  const give = useMutation(useTrpc().operator.giveCredit.mutationOptions(after));

  function act() {
    const amountPico = parseAmount(amount);
    const expiresAt = endOfDay(expires);
    const found: Wrong =
      amountPico === null
        ? "amount"
        : name.trim() === ""
          ? "name"
          : expiresAt === undefined
            ? "expires"
            : null;
    setWrong(found);
    if (amountPico === null || expiresAt === undefined || found !== null) return;
    give.mutate({ teamId: team.id, kind, name: name.trim(), amountPico, expiresAt, operationId });
  }

  return (
    <ActDialog
      title={t("title", { team: team.name })}
      act={t("act")}
      work={give}
      onAct={act}
      onClose={onClose}
    >
      <Field
        label={t("amount", { currency: team.currency })}
        error={wrong === "amount" ? t("amountInvalid") : undefined}
      >
        <Input
          inputMode="decimal"
          className="figure"
          value={amount}
          onChange={(event) => setAmount(event.target.value)}
          autoComplete="off"
          autoFocus
        />
      </Field>
      <Field label={t("name")} hint={t("nameHint")} error={wrong === "name" ? t("nameInvalid") : undefined}>
        <Input
          value={name}
          onChange={(event) => setName(event.target.value)}
          maxLength={NAME_LENGTH_MAX}
          autoComplete="off"
        />
      </Field>
      <Field label={t("kind")}>
        <Select
          value={kind}
          onValueChange={(value) => setKind(KINDS.find((one) => one === value) ?? kind)}
          options={KINDS.map((value) => ({ value, label: kindText(value) }))}
        />
      </Field>
      <Field
        label={t("expires")}
        hint={t("expiresHint")}
        error={wrong === "expires" ? t("expiresInvalid") : undefined}
      >
        <Input type="date" value={expires} onChange={(event) => setExpires(event.target.value)} />
      </Field>
    </ActDialog>
  );
}

/** When the day is over (UTC): null for no day, undefined for what is none. */
function endOfDay(day: string): Date | null | undefined {
  if (day === "") return null;
  const start = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(start) ? undefined : new Date(start + DAY_MS);
}
