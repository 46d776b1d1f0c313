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
  toast,
} from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useTrpc } from "../../trpc/client.tsx";
import { useFaultText } from "../errors/use-fault-text.ts";
import { parseSeats } from "./parse-seats.ts";
import type { InstalledTeam } from "./teams-table.tsx";

export type SeatsDialogProps = { team: InstalledTeam; onClose: () => void };

export function SeatsDialog({ team, onClose }: SeatsDialogProps) {
  const t = useTranslations("operator.teams.seats");
  const router = useRouter();
  const faultText = useFaultText();
  const [text, setText] = useState(team.seatsMax === null ? "" : String(team.seatsMax));
  const [isWrong, setIsWrong] = useState(false);
  const change = useMutation(
    useTrpc().operator.setSeats.mutationOptions({
      onSuccess: () => {
        toast.success(t("done", { team: team.name }));
        onClose();
        router.refresh();
      },
    }),
  );

  function submit(event: FormEvent) {
    event.preventDefault();
    const seatsMax = parseSeats(text);
    setIsWrong(seatsMax === undefined);
    if (seatsMax !== undefined) change.mutate({ teamId: team.id, seatsMax });
  }

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title={t("title", { team: team.name })} closeLabel={t("close")}>
        <form onSubmit={submit} noValidate className="flex flex-col gap-4">
          {change.error && <Notice tone="bad">{faultText(change.error)}</Notice>}
          <Field label={t("label")} hint={t("hint")} error={isWrong ? t("invalid") : undefined}>
            <Input
              inputMode="numeric"
              className="figure"
              value={text}
              onChange={(event) => setText(event.target.value)}
              autoComplete="off"
              autoFocus
            />
          </Field>
          <DialogActions>
            <DialogClose asChild>
              <Button>{t("cancel")}</Button>
            </DialogClose>
            <Button type="submit" look="primary" busy={change.isPending}>
              {t("act")}
            </Button>
          </DialogActions>
        </form>
      </DialogContent>
    </Dialog>
  );
}
