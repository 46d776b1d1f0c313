import type { ComponentProps, ReactNode } from "react";
import { classNames } from "./class-names.ts";

export function Card({ className, ...rest }: ComponentProps<"section">) {
  return <section className={classNames("rounded-lg border border-line bg-raised", className)} {...rest} />;
}

export type CardHeaderProps = {
  title: ReactNode;
  id?: string;
  /** Right of the title: a remark or controls. */
  aside?: ReactNode;
  className?: string;
};

export function CardHeader({ title, id, aside, className }: CardHeaderProps) {
  return (
    <div className={classNames("flex min-h-8 flex-wrap items-center gap-x-4 gap-y-2 px-4 pt-3", className)}>
      <h2 id={id} className="font-semibold">
        {title}
      </h2>
      {aside && <div className="ml-auto text-ink-2">{aside}</div>}
    </div>
  );
}
