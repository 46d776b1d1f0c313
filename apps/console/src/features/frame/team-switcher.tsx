"use client";

import { classNames, Menu, MenuContent, MenuItem, MenuLabel, MenuSeparator, MenuTrigger } from "@millrace/ui";
import { Check, ChevronsUpDown, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRoleName } from "../roles/use-role-name.ts";
import { teamPath } from "../team-address/team-path.ts";
import { firstLetter } from "./first-letter.ts";

export type SwitchableTeam = { handle: string; name: string; role: string; roleName: string | null };

export type TeamSwitcherProps = {
  current: { handle: string; name: string };
  teams: readonly SwitchableTeam[];
  /** Whoever came in through a team's own sign-in stays in that team. */
  mayFound: boolean;
};

/**
 * Which team one is at work in, and the others. Its links are full page loads, so that nothing of one team stays in the
 * browser's memory in another.
 */
export function TeamSwitcher({ current, teams, mayFound }: TeamSwitcherProps) {
  const t = useTranslations("frame.switcher");
  const roleName = useRoleName();
  return (
    // Not modal: a modal menu hides the page from assistive technology while it can still be tabbed to.
    <Menu modal={false}>
      <MenuTrigger className="-ml-1.5 flex h-9 min-w-0 items-center gap-2 rounded-md px-1.5 font-medium hover:bg-sunken">
        <TeamMark name={current.name} isCurrent />
        <span className="sr-only">{t("label", { team: current.name })}</span>
        <span className="truncate" aria-hidden>
          {current.name}
        </span>
        <ChevronsUpDown className="size-3.5 shrink-0 text-ink-3" aria-hidden />
      </MenuTrigger>
      <MenuContent
        align="start"
        className="max-h-(--radix-dropdown-menu-content-available-height) w-72 overflow-y-auto"
      >
        <MenuLabel>{t("teams")}</MenuLabel>
        {teams.map(({ handle, name, ...role }) => (
          <MenuItem key={handle} asChild className="min-h-11">
            <a href={teamPath(handle, "/")} aria-current={handle === current.handle ? "true" : undefined}>
              <TeamMark name={name} isCurrent={handle === current.handle} />
              <span className="min-w-0 grow">
                <span className="block truncate font-medium">{name}</span>
                <span className="block truncate text-xs text-ink-2">{roleName(role)}</span>
              </span>
              {handle === current.handle && <Check className="text-water" aria-hidden />}
            </a>
          </MenuItem>
        ))}
        {mayFound && (
          <>
            <MenuSeparator />
            <MenuItem asChild>
              <a href="/new-team">
                <Plus className="text-ink-3" aria-hidden />
                {t("found")}
              </a>
            </MenuItem>
          </>
        )}
      </MenuContent>
    </Menu>
  );
}

function TeamMark({ name, isCurrent }: { name: string; isCurrent: boolean }) {
  return (
    <span
      aria-hidden
      className={classNames(
        "grid size-5 shrink-0 place-items-center rounded-[5px] text-xs",
        isCurrent ? "bg-water text-on-water" : "bg-sunken text-ink-2",
      )}
    >
      {firstLetter(name)}
    </span>
  );
}
