"use client";

import { Segment, Segmented } from "@millrace/ui";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";

const PLACES = [
  { name: "profile", href: "/account" },
  { name: "security", href: "/account/security" },
  { name: "sessions", href: "/account/sessions" },
  { name: "activity", href: "/account/activity" },
] as const;

export function AccountPlaces() {
  const t = useTranslations("account");
  const path = usePathname();
  return (
    <Segmented label={t("sections")} className="mb-5">
      {PLACES.map(({ name, href }) => (
        <Segment key={name} current={path === href}>
          <Link href={href}>{t(`places.${name}`)}</Link>
        </Segment>
      ))}
    </Segmented>
  );
}
