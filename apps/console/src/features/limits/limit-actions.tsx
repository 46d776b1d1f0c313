"use client";

import type { FilledLimit } from "@millrace/quotas";
import { Button, Menu, MenuContent, MenuItem, MenuTrigger } from "@millrace/ui";
import { Ellipsis } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ChangeLimitDialog } from "./change-limit-dialog.tsx";
import { RaiseLimitDialog } from "./raise-limit-dialog.tsx";
import { RemoveLimitDialog } from "./remove-limit-dialog.tsx";
import { useLimitText } from "./use-limit-text.ts";

export type LimitActProps = { limit: FilledLimit; currency: string; onClose: () => void };

const ACTS = { change: ChangeLimitDialog, raise: RaiseLimitDialog, remove: RemoveLimitDialog };
type Act = keyof typeof ACTS;

/** What can be done with a limit. */
export function LimitActions({ limit, currency }: Omit<LimitActProps, "onClose">) {
  const t = useTranslations("limits");
  const say = useLimitText(currency);
  const [act, setAct] = useState<Act | null>(null);
  const ActDialog = act && ACTS[act];
  return (
    <>
      <Menu>
        <MenuTrigger asChild>
          <Button
            look="quiet"
            size="icon"
            aria-label={t("menu", { limit: say.limit(limit), subject: say.subject(limit) })}
          >
            <Ellipsis aria-hidden />
          </Button>
        </MenuTrigger>
        <MenuContent>
          {(["raise", "change", "remove"] as const).map((name) => (
            <MenuItem key={name} onSelect={() => setAct(name)}>
              {t(`${name}.open`)}
            </MenuItem>
          ))}
        </MenuContent>
      </Menu>
      {ActDialog && <ActDialog limit={limit} currency={currency} onClose={() => setAct(null)} />}
    </>
  );
}
