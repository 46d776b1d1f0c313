import { Slot } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { classNames } from "./class-names.ts";

export const SEGMENTED_CLASSES =
  "inline-flex max-w-full flex-wrap items-center gap-0.5 rounded-md border border-line bg-raised p-0.5";
export const SEGMENT_CLASSES =
  "inline-flex h-6 shrink-0 items-center rounded-sm px-2.5 whitespace-nowrap text-sm font-medium text-ink-2 hover:text-ink aria-[current=true]:bg-sunken aria-[current=true]:text-ink data-[state=active]:bg-sunken data-[state=active]:text-ink";

export type SegmentedProps = { label: string; children: ReactNode; className?: string };

/** A short row of alternatives of which one is shown, in several lines where it has to be; each is a link, so the choice lives in the address. */
export function Segmented({ label, children, className }: SegmentedProps) {
  return (
    <nav aria-label={label} className={classNames(SEGMENTED_CLASSES, className)}>
      {children}
    </nav>
  );
}

/** Wraps one link. */
export function Segment({ current, ...rest }: ComponentProps<typeof Slot.Root> & { current: boolean }) {
  return <Slot.Root aria-current={current ? "true" : undefined} className={SEGMENT_CLASSES} {...rest} />;
}
