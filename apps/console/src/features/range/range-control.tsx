import { Segment, Segmented } from "@millrace/ui";
import { useTranslations } from "next-intl";
import { TeamLink } from "../team-address/team-link.tsx";
import { type LongRange, RANGES } from "./range.ts";

export type RangeControlProps = {
  /** Null: the page shows a span that is none of them. */
  current: LongRange | null;
  ranges?: readonly LongRange[];
  /** The other parts of the address that a change of range keeps. */
  keep?: Record<string, string>;
};

export function RangeControl({ current, ranges = RANGES, keep }: RangeControlProps) {
  const t = useTranslations("range");
  return (
    <Segmented label={t("label")}>
      {ranges.map((range) => (
        <Segment key={range} current={range === current}>
          <TeamLink href={{ query: { ...keep, range } }} scroll={false} aria-label={t(`long.${range}`)}>
            {t(`short.${range}`)}
          </TeamLink>
        </Segment>
      ))}
    </Segmented>
  );
}
