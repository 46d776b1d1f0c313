import { Wheel } from "@millrace/ui";
import { useTranslations } from "next-intl";
import { TeamLink } from "../team-address/team-link.tsx";
import { PlaceLink } from "./place-link.tsx";
import { ACCOUNT_PLACES, PLACES, WORK_PLACES } from "./places.ts";

/** At the side on a wide screen. */
export function Sidebar() {
  const t = useTranslations("frame");
  return (
    <nav
      aria-label={t("navigation")}
      className="hidden w-54 shrink-0 border-r border-line bg-sunken nav:block"
    >
      <div className="sticky top-0 flex max-h-dvh flex-col gap-0.5 overflow-y-auto px-3 py-4">
        <TeamLink
          href="/"
          className="mb-3 flex items-center gap-2.5 rounded-md px-2 py-1 text-[15px] font-semibold"
        >
          <Wheel className="size-5.5 text-water" />
          Millrace
        </TeamLink>
        {WORK_PLACES.map((place) => (
          <PlaceLink key={place.name} name={place.name} look="sidebar" />
        ))}
        <p className="mt-4 mb-1 px-2 text-xs font-medium text-ink-3">{t("account")}</p>
        {ACCOUNT_PLACES.map((place) => (
          <PlaceLink key={place.name} name={place.name} look="sidebar" />
        ))}
      </div>
    </nav>
  );
}

/** At the bottom on a narrow one, in reach of the thumb. */
export function BottomBar() {
  const t = useTranslations("frame");
  return (
    <nav
      aria-label={t("navigation")}
      className="fixed inset-x-0 bottom-0 z-30 flex border-t border-line bg-sunken pb-[env(safe-area-inset-bottom)] nav:hidden"
    >
      {PLACES.map((place) => (
        <PlaceLink key={place.name} name={place.name} look="bar" />
      ))}
    </nav>
  );
}
