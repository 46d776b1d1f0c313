"use client";

import type { InvitationPreview } from "@millrace/teams";
import { FactList } from "@millrace/ui";
import { useFormatter, useTranslations } from "next-intl";
import { useRoleName } from "../../roles/use-role-name.ts";

export function InvitationFacts({ preview }: { preview: InvitationPreview }) {
  const t = useTranslations("invitations.page");
  const format = useFormatter();
  const roleName = useRoleName();
  const { inviter, email, expiresAt } = preview;
  const team = preview.team.name;
  return (
    <div>
      <h2 className="text-lg font-semibold break-words">{t("joinTitle", { team })}</h2>
      <p className="mt-1 break-words text-ink-2">
        {inviter === null ? t("byNobody", { team }) : t("by", { inviter, team })}
      </p>
      <FactList
        className="mt-3 border-y border-line"
        facts={[
          { label: t("facts.role"), value: roleName(preview) },
          { label: t("facts.email"), value: email ?? t("facts.anyone") },
          {
            label: t("facts.until"),
            value: format.dateTime(expiresAt, { dateStyle: "medium", timeStyle: "short" }),
          },
        ]}
      />
    </div>
  );
}
