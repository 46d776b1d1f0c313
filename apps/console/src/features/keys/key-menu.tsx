"use client";

import { Button, Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@millrace/ui";
import { Ban, Ellipsis, Gauge, Pencil, RefreshCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { TeamLink } from "../team-address/team-link.tsx";
import type { KeyRow } from "./key-row.ts";

export type KeyAct = "edit" | "rotate" | "revoke";

/** What can be done with a key as it is. */
export function KeyMenu({ apiKey, onAct }: { apiKey: KeyRow; onAct: (act: KeyAct) => void }) {
  const t = useTranslations("keys");
  const { id, name, lastFour, state } = apiKey;
  const works = state === "working" || state === "replaced";
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button size="small" look="quiet" aria-label={t("menu.openFor", { name, lastFour })}>
          <Ellipsis aria-hidden />
        </Button>
      </MenuTrigger>
      <MenuContent>
        {works && (
          <MenuItem onSelect={() => onAct("edit")}>
            <Pencil className="text-ink-3" aria-hidden />
            {t("menu.edit")}
          </MenuItem>
        )}
        {state === "working" && (
          <MenuItem onSelect={() => onAct("rotate")}>
            <RefreshCw className="text-ink-3" aria-hidden />
            {t("menu.rotate")}
          </MenuItem>
        )}
        {works && (
          <MenuItem asChild>
            <TeamLink href={{ pathname: "/limits", query: { key: id } }}>
              <Gauge className="text-ink-3" aria-hidden />
              {t("menu.limits")}
            </TeamLink>
          </MenuItem>
        )}
        {works && <MenuSeparator />}
        <MenuItem onSelect={() => onAct("revoke")}>
          <Ban className="text-bad-ink" aria-hidden />
          {t("menu.revoke")}
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}
