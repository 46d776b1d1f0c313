import { type ClassValue, clsx } from "clsx";
import { twMerge } from "tailwind-merge";

/** Joins class names; where two of them set the same property, the later one wins. */
export function classNames(...parts: ClassValue[]): string {
  return twMerge(clsx(parts));
}
