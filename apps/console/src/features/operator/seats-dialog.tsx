"use client";

import { Field, Input } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTrpc } from "../../trpc/client.tsx";
import { ActDialog } from "../confirm/act-dialog.tsx";
import { useDone } from "../confirm/use-done.ts";
import { parseSeats } from "./parse-seats.ts";
import type { InstalledTeam } from "./teams-table.tsx";

export type SeatsDialogProps = { team: InstalledTeam; onClose: () => void };

export function SeatsDialog({ team, onClose }: SeatsDialogProps) {
  const t = useTranslations("operator.teams.seats");
  const [text, setText] = useState(team.seatsMax === null ? "" : String(team.seatsMax));
  const [isWrong, setIsWrong] = useState(false);
  const done = useDone(onClose);
  const after = { onSuccess: () => done(t("done", { team: team.name })) };
  const change = useMutation(useTrpc().operator.setSeats.mutationOptions(after));

  function act() {
    const seatsMax = parseSeats(text);
    setIsWrong(seatsMax === undefined);
    if (seatsMax !== undefined) change.mutate({ teamId: team.id, seatsMax });
  }

  return (
    <ActDialog
      title={t("title", { team: team.name })}
      act={t("act")}
      work={change}
      onAct={act}
      onClose={onClose}
    >
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
    </ActDialog>
  );
}
