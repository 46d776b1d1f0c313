"use client";

import { Menu, MenuContent, MenuItem, MenuLabel, MenuSeparator, MenuTrigger } from "@millrace/ui";
import { LogOut, UserRound } from "lucide-react";
import Link from "next/link";
import { signOut } from "next-auth/react";
import { useTranslations } from "next-intl";

export type AccountMenuProps = { name: string; email: string; initials: string };

export function AccountMenu({ name, email, initials }: AccountMenuProps) {
  const t = useTranslations("frame");
  return (
    <Menu>
      <MenuTrigger
        aria-label={t("accountMenu", { name })}
        className="ml-1 grid size-8 place-items-center rounded-full border border-line-strong bg-raised text-sm font-medium text-ink-2 hover:text-ink"
      >
        {initials}
      </MenuTrigger>
      <MenuContent>
        <MenuLabel>
          <span className="block font-medium text-ink">{name}</span>
          {email}
        </MenuLabel>
        <MenuSeparator />
        <MenuItem asChild>
          <Link href="/account">
            <UserRound className="text-ink-3" aria-hidden />
            {t("yourAccount")}
          </Link>
        </MenuItem>
        <MenuItem onSelect={leave}>
          <LogOut className="text-ink-3" aria-hidden />
          {t("signOut")}
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}

/** A full page load, so that nothing of the session stays in the browser's memory. */
async function leave(): Promise<void> {
  await signOut({ redirect: false });
  window.location.assign("/sign-in");
}
