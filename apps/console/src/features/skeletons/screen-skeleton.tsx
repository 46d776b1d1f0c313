import { Skeleton } from "@millrace/ui";
import { useTranslations } from "next-intl";

export type ScreenSkeletonProps = {
  /** A row of four figures under the title. */
  tiles?: boolean;
  /** Heights of the cards below, in pixels. */
  cards: readonly number[];
};

/** The outline of a screen that is on its way, in its own proportions. */
export function ScreenSkeleton({ tiles, cards }: ScreenSkeletonProps) {
  const t = useTranslations("frame");
  return (
    <div role="status" aria-label={t("loading")}>
      <div className="mb-5 flex flex-col gap-2">
        <Skeleton className="h-6 w-44" />
        <Skeleton className="h-4 w-80 max-w-full" />
      </div>
      <div className="flex flex-col gap-5">
        {tiles && <Skeleton className="h-50 rounded-lg lg:h-26" />}
        {cards.map((height, index) => (
          <div key={index} style={{ height }}>
            <Skeleton className="h-full rounded-lg" />
          </div>
        ))}
      </div>
    </div>
  );
}
