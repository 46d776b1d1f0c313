import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

export type Fact = { label: string; value: ReactNode };

/** Names and values, one a line. Facts without a value are the caller's to leave out. */
export function FactList({ facts, className }: { facts: readonly Fact[]; className?: string }) {
  return (
    <dl className={classNames("divide-y divide-line", className)}>
      {facts.map((fact) => (
        <div key={fact.label} className="flex flex-wrap justify-between gap-x-6 gap-y-1 py-2">
          <dt className="text-ink-2">{fact.label}</dt>
          <dd className="min-w-0 text-right break-words">{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}
