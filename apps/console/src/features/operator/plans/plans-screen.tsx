"use client";

import type { PlanVersion } from "@millrace/prices";
import { Button, Card, EmptyState, PageHeader } from "@millrace/ui";
import { Package, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { PlanDialog } from "./plan-dialog.tsx";
import type { Unit } from "./plan-draft.ts";
import type { PlanRow } from "./plan-rows.ts";
import { PlansTable } from "./plans-table.tsx";

/** Of each currency that is in use; the first is offered first. */
export type PlansScreenProps = { rows: PlanRow[]; units: [Unit, ...Unit[]] };

type Doing = { after: PlanVersion | null };

export function PlansScreen({ rows, units }: PlansScreenProps) {
  const t = useTranslations("operator.plans");
  const [doing, setDoing] = useState<Doing | null>(null);
  const open = (
    <Button look="primary" onClick={() => setDoing({ after: null })}>
      <Plus aria-hidden />
      {t("open")}
    </Button>
  );
  return (
    <>
      <PageHeader title={t("title")} subtitle={t("subtitle")} actions={rows.length > 0 && open} />
      <Card>
        {rows.length === 0 ? (
          <EmptyState icon={Package} title={t("empty.title")} text={t("empty.text")} action={open} />
        ) : (
          <PlansTable rows={rows} units={units} onNew={(after) => setDoing({ after })} />
        )}
      </Card>
      {doing && <PlanDialog after={doing.after} units={units} onClose={() => setDoing(null)} />}
    </>
  );
}
