import { Segment, Segmented } from "@millrace/ui";
import { useTranslations } from "next-intl";
import { TeamLink } from "../team-address/team-link.tsx";
import { RANGES, type Range } from "./range.ts";

export type RangeControlProps = {
  current: Range;
  /** The other parts of the address that a change of range keeps. */
  keep?: Record<string, string>;
};

export function RangeControl({ current, keep }: RangeControlProps) {
  const t = useTranslations("range");
  return (
    <Segmented label={t("label")}>
      {RANGES.map((range) => (
        <Segment key={range} current={range === current}>
          <TeamLink href={{ query: { ...keep, range } }} scroll={false} aria-label={t(`long.${range}`)}>
            {t(`short.${range}`)}
          </TeamLink>
        </Segment>
      ))}
    </Segmented>
  );
}
