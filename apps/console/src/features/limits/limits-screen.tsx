"use client";

import type { FilledLimit } from "@millrace/quotas";
import { Button, Card, CardHeader, EmptyState, PageHeader } from "@millrace/ui";
import { Gauge, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { KeyProspect } from "./key-prospect.tsx";
import { type LimitSubjects, type Named, SCOPES } from "./limit-subjects.ts";
import { LimitsTable } from "./limits-table.tsx";
import { SetLimitDialog } from "./set-limit-dialog.tsx";
import { TestAs } from "./test-as.tsx";

export type LimitsScreenProps = {
  team: { id: string; currency: string };
  /** All of the team's, or those that hold for the key that is looked at. */
  limits: FilledLimit[];
  testedKey: Named | null;
  canWrite: boolean;
  subjects: LimitSubjects;
};

export function LimitsScreen({ team, limits, testedKey, canWrite, subjects }: LimitsScreenProps) {
  const t = useTranslations("limits");
  const [isSetting, setIsSetting] = useState(false);
  const setButton = canWrite && (
    <Button look="primary" onClick={() => setIsSetting(true)}>
      <Plus aria-hidden />
      {t("set.open")}
    </Button>
  );
  const isEmpty = limits.length === 0 && testedKey === null;
  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={t("subtitle")}
        actions={
          !isEmpty && (
            <>
              {subjects.key.length > 0 && <TestAs keys={subjects.key} keyId={testedKey?.id ?? null} />}
              {setButton}
            </>
          )
        }
      />
      {testedKey && <KeyProspect name={testedKey.name} limits={limits} currency={team.currency} />}
      {isEmpty ? (
        <Card>
          <EmptyState icon={Gauge} title={t("empty.title")} text={t("empty.text")} action={setButton} />
        </Card>
      ) : (
        <div className="flex flex-col gap-5">
          {SCOPES.map((scope) => ({ scope, own: limits.filter((limit) => limit.scope === scope) }))
            .filter(({ own }) => own.length > 0)
            .map(({ scope, own }) => (
              <Card key={scope}>
                <CardHeader title={t(`scopes.${scope}`)} />
                <LimitsTable
                  label={t(`scopes.${scope}`)}
                  limits={own}
                  currency={team.currency}
                  canWrite={canWrite}
                />
              </Card>
            ))}
          <p className="text-sm text-ink-3">{t("then")}</p>
        </div>
      )}
      {isSetting && (
        <SetLimitDialog
          teamId={team.id}
          currency={team.currency}
          subjects={subjects}
          keyId={testedKey?.id ?? null}
          onClose={() => setIsSetting(false)}
        />
      )}
    </>
  );
}
