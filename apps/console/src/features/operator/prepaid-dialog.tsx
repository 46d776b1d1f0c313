"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTrpc } from "../../trpc/client.tsx";
import { ActDialog } from "./act-dialog.tsx";
import type { InstalledTeam } from "./teams-table.tsx";
import { useAfterAct } from "./use-after-act.ts";

export type PrepaidDialogProps = { team: InstalledTeam; onClose: () => void };

/** Before a team is served only as far as its credit goes, or no longer only so. */
export function PrepaidDialog({ team, onClose }: PrepaidDialogProps) {
  const t = useTranslations(`operator.teams.${team.isPrepaid ? "postpaid" : "prepaid"}`);
  const after = useAfterAct(t("done", { team: team.name }), onClose);
  const change = useMutation(useTrpc().operator.setPrepaid.mutationOptions(after));
  return (
    <ActDialog
      title={t("title", { team: team.name })}
      act={t("open")}
      busy={change.isPending}
      error={change.error}
      onAct={() => change.mutate({ teamId: team.id, isPrepaid: !team.isPrepaid })}
      onClose={onClose}
    >
      <p className="text-ink-2">{t("text")}</p>
    </ActDialog>
  );
}
