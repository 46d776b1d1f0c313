import { classNames } from "./class-names.ts";

export type ReplicaCell = "ready" | "moving" | "failed" | "asleep" | "absent";

const CELLS: Record<ReplicaCell, string> = {
  ready: "bg-water",
  moving: "motion-safe:animate-breathe bg-warn",
  failed: "bg-bad",
  asleep: "ring-1 ring-water ring-inset",
  absent: "ring-1 ring-line-strong ring-inset",
};

export type ReplicaCellsProps = { cells: readonly ReplicaCell[]; label: string };

/** One cell for each replica; `label` says the same in words, such as `2 of 3 ready`. */
export function ReplicaCells({ cells, label }: ReplicaCellsProps) {
  return (
    <span role="img" aria-label={label} title={label} className="inline-flex gap-0.5 align-middle">
      {cells.map((cell, index) => (
        <span key={index} className={classNames("h-3.5 w-[9px] rounded-[2px]", CELLS[cell])} />
      ))}
    </span>
  );
}
