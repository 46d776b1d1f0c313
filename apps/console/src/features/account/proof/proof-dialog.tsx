"use client";

import {
  Button,
  Dialog,
  DialogActions,
  DialogClose,
  DialogContent,
  Field,
  Input,
  Notice,
  Skeleton,
} from "@millrace/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState, useSyncExternalStore } from "react";
import { useTrpc } from "../../../trpc/client.tsx";
import { useFaultText } from "../../errors/use-fault-text.ts";
import type { ProofDesk } from "./proof-desk.ts";

/** Open while calls wait for a fresh proof of who is calling. */
export function ProofDialog({ desk }: { desk: ProofDesk }) {
  const t = useTranslations("account.proof");
  const isAsking = useSyncExternalStore(desk.subscribe, desk.isAsking, () => false);
  const common = useTranslations("account");
  return (
    <Dialog open={isAsking} onOpenChange={(open) => !open && desk.settle(false)}>
      <DialogContent title={t("title")} description={t("text")} closeLabel={common("close")}>
        <Proof onProved={() => desk.settle(true)} />
      </DialogContent>
    </Dialog>
  );
}

type Way = "password" | "code";

function Proof({ onProved }: { onProved: () => void }) {
  const t = useTranslations("account.proof");
  const ways = useQuery(useTrpc().account.waysToProve.queryOptions(undefined, { staleTime: 0 }));
  const [chosen, setChosen] = useState<Way | null>(null);
  if (ways.isPending) return <Skeleton className="h-24" />;
  const { password = false, code = false } = ways.data ?? {};
  if (!password && !code) return <Notice tone="warn">{t("unavailable")}</Notice>;
  const way = chosen ?? (password ? "password" : "code");
  return (
    <>
      <ProofForm key={way} way={way} onProved={onProved} />
      {password && code && (
        <Button
          look="quiet"
          className="mt-2 px-0"
          onClick={() => setChosen(way === "code" ? "password" : "code")}
        >
          {t(way === "code" ? "usePassword" : "useCode")}
        </Button>
      )}
    </>
  );
}

function ProofForm({ way, onProved }: { way: Way; onProved: () => void }) {
  const t = useTranslations("account");
  const faultText = useFaultText();
  const [typed, setTyped] = useState("");
  const prove = useMutation(
    useTrpc().account.proveAgain.mutationOptions({ onSuccess: onProved, onError: () => setTyped("") }),
  );

  function submit(event: FormEvent) {
    event.preventDefault();
    // Not to the form around it: React hands events on to where the dialog was opened.
    event.stopPropagation();
    prove.mutate(way === "password" ? { password: typed } : { code: typed.trim() });
  }

  return (
    <form onSubmit={submit} noValidate>
      <Field label={t(`proof.${way}`)} error={prove.error ? faultText(prove.error) : undefined}>
        <Input
          type={way === "password" ? "password" : "text"}
          autoComplete={way === "password" ? "current-password" : "one-time-code"}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          maxLength={256}
          autoFocus
        />
      </Field>
      <DialogActions>
        <DialogClose asChild>
          <Button>{t("cancel")}</Button>
        </DialogClose>
        <Button type="submit" look="primary" disabled={typed === ""} busy={prove.isPending}>
          {t("proof.act")}
        </Button>
      </DialogActions>
    </form>
  );
}
