"use client";

import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { TeamLink } from "../team-address/team-link.tsx";
import { placeIn } from "../team-address/team-path.ts";
import { PLACE_LOOKS, type PlaceLook } from "./place-look.ts";
import { isInside, PLACES, type PlaceName } from "./places.ts";

export function PlaceLink({ name, look }: { name: PlaceName; look: PlaceLook }) {
  const t = useTranslations("places");
  const path = usePathname();
  const place = PLACES.find((candidate) => candidate.name === name);
  if (!place) return null;
  const current = isInside(place, placeIn(path));
  const Icon = place.icon;
  return (
    <TeamLink href={place.href} aria-current={current ? "page" : undefined} className={PLACE_LOOKS[look]}>
      <Icon className={look === "bar" ? "size-5" : "size-4"} strokeWidth={1.7} aria-hidden />
      <span className="max-w-full truncate">{t(name)}</span>
    </TeamLink>
  );
}
