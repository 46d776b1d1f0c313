"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { PLACE_LOOKS } from "./place-look.ts";
import { OPERATOR_PLACES, type OperatorPlaceName } from "./places.ts";

export function OperatorLink({ name }: { name: OperatorPlaceName }) {
  const t = useTranslations("places");
  const path = usePathname();
  const place = OPERATOR_PLACES.find((candidate) => candidate.name === name);
  if (!place) return null;
  const Icon = place.icon;
  return (
    <Link
      href={place.href}
      aria-current={path === place.href ? "page" : undefined}
      className={PLACE_LOOKS.sidebar}
    >
      <Icon className="size-4" strokeWidth={1.7} aria-hidden />
      <span className="truncate">{t(name)}</span>
    </Link>
  );
}
