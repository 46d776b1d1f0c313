import type { ComponentProps } from "react";
import { classNames } from "./class-names.ts";

/** The shared look of everything one types into or picks from. */
export const FIELD_CLASSES =
  "h-8 w-full min-w-0 rounded-md border border-field-line bg-raised px-2.5 text-ink placeholder:text-ink-3 disabled:cursor-not-allowed disabled:opacity-60 aria-invalid:border-bad";

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input className={classNames(FIELD_CLASSES, className)} {...rest} />;
}
