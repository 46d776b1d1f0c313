import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

const merge = extendTailwindMerge({});

/** Joins class names; where two of them set the same property, the later one wins. */
export function classNames(...parts: ClassValue[]): string {
  return merge(clsx(parts));
}
