"use client";

import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@millrace/ui";
import { Ellipsis } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { TeamLink } from "../team-address/team-link.tsx";
import { placeIn } from "../team-address/team-path.ts";
import { PLACE_LOOKS } from "./place-look.ts";
import { isInside, OPERATOR_PLACES, PLACES, type PlaceName } from "./places.ts";

export type MorePlacesProps = { names: readonly PlaceName[]; isOperator: boolean };

/** The places for which the bar of a narrow screen has no room. */
export function MorePlaces({ names, isOperator }: MorePlacesProps) {
  const t = useTranslations();
  const path = placeIn(usePathname());
  const places = PLACES.filter(({ name }) => names.includes(name));
  const isCurrent = places.some((place) => isInside(place, path));
  return (
    // Not modal: a modal menu hides the page from assistive technology while it can still be tabbed to.
    <Menu modal={false}>
      <MenuTrigger aria-current={isCurrent ? "true" : undefined} className={PLACE_LOOKS.bar}>
        <Ellipsis className="size-5" strokeWidth={1.7} aria-hidden />
        <span className="max-w-full truncate">{t("frame.more")}</span>
      </MenuTrigger>
      <MenuContent side="top" className="min-w-52">
        {places.map((place) => (
          <MenuItem key={place.name} asChild className="min-h-11">
            <TeamLink href={place.href} aria-current={isInside(place, path) ? "page" : undefined}>
              <place.icon className="text-ink-3" aria-hidden />
              {t(`places.${place.name}`)}
            </TeamLink>
          </MenuItem>
        ))}
        {isOperator && (
          <>
            <MenuSeparator />
            {OPERATOR_PLACES.map(({ name, href, icon: Icon }) => (
              <MenuItem key={name} asChild className="min-h-11">
                <Link href={href}>
                  <Icon className="text-ink-3" aria-hidden />
                  {t(`places.${name}`)}
                </Link>
              </MenuItem>
            ))}
          </>
        )}
      </MenuContent>
    </Menu>
  );
}
