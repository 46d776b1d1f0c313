import type { ComponentProps } from "react";
import { classNames } from "./class-names.ts";
import { FIELD_CLASSES } from "./input.tsx";

/** For what has several lines. */
export function TextArea({ className, ...rest }: ComponentProps<"textarea">) {
  return <textarea className={classNames(FIELD_CLASSES, "h-auto py-1.5", className)} {...rest} />;
}
