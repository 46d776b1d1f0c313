import { classNames } from "./class-names.ts";

/** Holds the place of something that is on its way, in its size. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <div aria-hidden className={classNames("motion-safe:animate-breathe rounded-md bg-line", className)} />
  );
}
