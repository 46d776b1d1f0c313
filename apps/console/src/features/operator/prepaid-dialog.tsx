"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTrpc } from "../../trpc/client.tsx";
import { ActDialog } from "../confirm/act-dialog.tsx";
import { useDone } from "../confirm/use-done.ts";
import type { InstalledTeam } from "./teams-table.tsx";

export type PrepaidDialogProps = { team: InstalledTeam; onClose: () => void };

/** Before a team is served only as far as its credit goes, or no longer only so. */
export function PrepaidDialog({ team, onClose }: PrepaidDialogProps) {
  const t = useTranslations(`operator.teams.${team.isPrepaid ? "postpaid" : "prepaid"}`);
  const done = useDone(onClose);
  const after = { onSuccess: () => done(t("done", { team: team.name })) };
  const change = useMutation(useTrpc().operator.setPrepaid.mutationOptions(after));
  return (
    <ActDialog
      title={t("title", { team: team.name })}
      act={t("open")}
      work={change}
      onAct={() => change.mutate({ teamId: team.id, isPrepaid: !team.isPrepaid })}
      onClose={onClose}
    >
      <p className="text-ink-2">{t("text")}</p>
    </ActDialog>
  );
}
