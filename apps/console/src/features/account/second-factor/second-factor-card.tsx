"use client";

import { Button, Tag, toast } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { useTrpc } from "../../../trpc/client.tsx";
import { useFaultToast } from "../../errors/use-fault-text.ts";
import { AccountCard } from "../account-card.tsx";
import { CodeDialog } from "./code-dialog.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";
import { TurnOnDialog } from "./turn-on-dialog.tsx";

export type SecondFactorState = { onSince: Date; recoveryCodesLeft: number };
type Shown = { is: "turn_off" } | { is: "remake" } | { is: "codes"; codes: readonly string[] };

export function SecondFactorCard({ email, state }: { email: string; state: SecondFactorState | null }) {
  const t = useTranslations("account.secondFactor");
  const router = useRouter();
  const [shown, setShown] = useState<Shown | null>(null);

  function close() {
    setShown(null);
    router.refresh();
  }

  return (
    <AccountCard title={t("title")} text={t("why")} aside={<State state={state} />}>
      {state ? (
        <div className="flex flex-wrap gap-2">
          <Button onClick={() => setShown({ is: "remake" })}>{t("remake")}</Button>
          <Button onClick={() => setShown({ is: "turn_off" })}>{t("turnOff")}</Button>
        </div>
      ) : (
        <TurnOn onDone={(codes) => setShown({ is: "codes", codes })} />
      )}
      {shown?.is === "turn_off" && <TurnOff onClose={close} />}
      {shown?.is === "remake" && (
        <Remake onClose={close} onDone={(codes) => setShown({ is: "codes", codes })} />
      )}
      {shown?.is === "codes" && <RecoveryCodes codes={shown.codes} email={email} onClose={close} />}
    </AccountCard>
  );
}

function State({ state }: { state: SecondFactorState | null }) {
  const t = useTranslations("account.secondFactor");
  const format = useFormatter();
  if (!state) return t("off");
  return (
    <span className="flex flex-wrap items-center gap-2">
      <Tag tone="good">{t("onSince", { when: format.dateTime(state.onSince, { dateStyle: "medium" }) })}</Tag>
      <Tag tone={state.recoveryCodesLeft > 2 ? "neutral" : "warn"}>
        {t("codesLeft", { count: state.recoveryCodesLeft })}
      </Tag>
    </span>
  );
}

type DoneProps = { onDone: (codes: readonly string[]) => void };

function TurnOn({ onDone }: DoneProps) {
  const t = useTranslations("account.secondFactor");
  const showFault = useFaultToast();
  const begin = useMutation(useTrpc().account.beginSecondFactor.mutationOptions({ onError: showFault }));
  return (
    <>
      <Button look="primary" className="self-start" busy={begin.isPending} onClick={() => begin.mutate()}>
        {t("turnOn")}
      </Button>
      {begin.data && (
        <TurnOnDialog
          setup={begin.data}
          onClose={begin.reset}
          onDone={(codes) => {
            begin.reset();
            onDone(codes);
          }}
        />
      )}
    </>
  );
}

function TurnOff({ onClose }: { onClose: () => void }) {
  const t = useTranslations("account.secondFactor");
  const turnOff = useMutation(
    useTrpc().account.turnOffSecondFactor.mutationOptions({
      onSuccess: () => {
        toast.success(t("turnedOff"));
        onClose();
      },
    }),
  );
  return (
    <CodeDialog
      title={t("turnOffTitle")}
      text={t("turnOffText")}
      actLabel={t("turnOffAct")}
      look="danger"
      mutation={turnOff}
      onClose={onClose}
    />
  );
}

function Remake({ onClose, onDone }: DoneProps & { onClose: () => void }) {
  const t = useTranslations("account.secondFactor");
  const remake = useMutation(
    useTrpc().account.remakeRecoveryCodes.mutationOptions({
      onSuccess: ({ recoveryCodes }) => onDone(recoveryCodes),
    }),
  );
  return (
    <CodeDialog
      title={t("remakeTitle")}
      text={t("remakeText")}
      actLabel={t("remakeAct")}
      look="primary"
      mutation={remake}
      onClose={onClose}
    />
  );
}
