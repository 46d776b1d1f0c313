"use client";

import { Segment, Segmented } from "@millrace/ui";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { OPERATOR_PLACES } from "../frame/places.ts";

/** Between the operator's pages, which stand outside the teams and their sidebar. */
export function OperatorTabs() {
  const t = useTranslations();
  const path = usePathname();
  return (
    <Segmented label={t("frame.sections.operator")} className="mb-4">
      {OPERATOR_PLACES.map(({ name, href }) => (
        <Segment key={name} current={path === href}>
          <Link href={href}>{t(`places.${name}`)}</Link>
        </Segment>
      ))}
    </Segmented>
  );
}
