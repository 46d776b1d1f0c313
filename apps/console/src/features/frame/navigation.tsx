import { Wheel } from "@millrace/ui";
import { useTranslations } from "next-intl";
import { TeamLink } from "../team-address/team-link.tsx";
import { MorePlaces } from "./more-places.tsx";
import { OperatorLink } from "./operator-link.tsx";
import { PlaceLink } from "./place-link.tsx";
import { OPERATOR_PLACES, type PlaceName, SECTIONS, splitForBar } from "./places.ts";

export type NavigationProps = { visible: readonly PlaceName[]; isOperator: boolean };

/** At the side on a wide screen. */
export function Sidebar({ visible, isOperator }: NavigationProps) {
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
        {SECTIONS.map(({ name, places }) => (
          <Section
            key={name}
            title={name === "work" ? null : t(`sections.${name}`)}
            places={places.map((place) => place.name).filter((place) => visible.includes(place))}
          />
        ))}
        {isOperator && (
          <>
            <SectionTitle>{t("sections.operator")}</SectionTitle>
            {OPERATOR_PLACES.map(({ name }) => (
              <OperatorLink key={name} name={name} />
            ))}
          </>
        )}
      </div>
    </nav>
  );
}

function Section({ title, places }: { title: string | null; places: readonly PlaceName[] }) {
  if (places.length === 0) return null;
  return (
    <>
      {title && <SectionTitle>{title}</SectionTitle>}
      {places.map((name) => (
        <PlaceLink key={name} name={name} look="sidebar" />
      ))}
    </>
  );
}

function SectionTitle({ children }: { children: string }) {
  return <p className="mt-4 mb-1 px-2 text-xs font-medium text-ink-3">{children}</p>;
}

/** At the bottom on a narrow one, in reach of the thumb. */
export function BottomBar({ visible, isOperator }: NavigationProps) {
  const t = useTranslations("frame");
  const { bar, more } = splitForBar(visible);
  return (
    <nav
      aria-label={t("navigation")}
      className="fixed inset-x-0 bottom-0 z-30 flex border-t border-line bg-sunken pb-[env(safe-area-inset-bottom)] nav:hidden"
    >
      {bar.map((name) => (
        <PlaceLink key={name} name={name} look="bar" />
      ))}
      {(more.length > 0 || isOperator) && <MorePlaces names={more} isOperator={isOperator} />}
    </nav>
  );
}
