import type { ComponentProps } from "react";
import { classNames } from "./class-names.ts";

/** A table that scrolls sideways inside its card rather than widening the page. */
export function Table({ className, "aria-label": label, ...rest }: ComponentProps<"table">) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section aria-label={label} tabIndex={0} className="relative overflow-x-auto">
      <table aria-label={label} className={classNames("w-full border-collapse", className)} {...rest} />
    </section>
  );
}

export function HeaderCell({ className, ...rest }: ComponentProps<"th">) {
  return (
    <th
      scope="col"
      className={classNames(
        "border-b border-line px-3 py-2 text-left text-sm font-medium whitespace-nowrap text-ink-3 md:px-4",
        className,
      )}
      {...rest}
    />
  );
}

export function Row({ className, ...rest }: ComponentProps<"tr">) {
  return (
    <tr
      className={classNames("border-b border-line last:border-0 hover:bg-sunken/60", className)}
      {...rest}
    />
  );
}

export function Cell({ className, ...rest }: ComponentProps<"td">) {
  return <td className={classNames("px-3 py-2.5 align-middle md:px-4", className)} {...rest} />;
}
