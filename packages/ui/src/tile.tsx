import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

/** A row of figures that are read together. Each column of the row gets a line to its left. */
export function Tiles({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <dl
      className={classNames(
        "grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line lg:grid-cols-4",
        className,
      )}
    >
      {children}
    </dl>
  );
}

export type TileProps = {
  label: ReactNode;
  figure: ReactNode;
  unit?: string;
  /** One line that says what the figure is made of. */
  detail?: ReactNode;
};

/** The number comes first: a label, one figure, and what it is made of. */
export function Tile({ label, figure, unit, detail }: TileProps) {
  return (
    <div className="@container flex min-w-0 flex-col bg-raised p-4">
      <dt className="text-ink-2">{label}</dt>
      <dd className="mt-0.5">
        <span className="figure block truncate text-[clamp(1rem,11cqi,1.5rem)] leading-8 font-medium tracking-tight">
          {figure}
          {unit && <span className="ml-1 text-base text-ink-2">{unit}</span>}
        </span>
        {detail && <span className="block text-sm text-ink-3">{detail}</span>}
      </dd>
    </div>
  );
}
