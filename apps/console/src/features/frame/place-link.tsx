"use client";

import { classNames } from "@millrace/ui";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { TeamLink } from "../team-address/team-link.tsx";
import { placeIn } from "../team-address/team-path.ts";
import { isInside, PLACES, type PlaceName } from "./places.ts";

const LOOKS = {
  sidebar:
    "gap-2.5 rounded-md px-2 py-1.5 text-ink-2 hover:text-ink aria-[current=page]:bg-raised aria-[current=page]:text-ink aria-[current=page]:ring-1 aria-[current=page]:ring-line aria-[current=page]:ring-inset",
  bar: "min-w-0 flex-1 flex-col justify-center gap-0.5 py-1.5 text-xs text-ink-2 aria-[current=page]:text-water-ink",
};

export function PlaceLink({ name, look }: { name: PlaceName; look: keyof typeof LOOKS }) {
  const t = useTranslations("places");
  const path = usePathname();
  const place = PLACES.find((candidate) => candidate.name === name);
  if (!place) return null;
  const current = isInside(place, placeIn(path));
  const Icon = place.icon;
  return (
    <TeamLink
      href={place.href}
      aria-current={current ? "page" : undefined}
      className={classNames("flex items-center", LOOKS[look])}
    >
      <Icon className={look === "bar" ? "size-5" : "size-4"} strokeWidth={1.7} aria-hidden />
      <span className="max-w-full truncate">{t(name)}</span>
    </TeamLink>
  );
}
