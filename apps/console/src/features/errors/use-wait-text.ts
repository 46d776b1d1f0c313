"use client";

import { useTranslations } from "next-intl";
import { waitOf } from "../../format/wait.ts";

/** `15 minutes`, in the reader's language. */
export function useWaitText(): (waitMs: number) => string {
  const t = useTranslations("errors.wait");
  return (waitMs) => {
    const { unit, count } = waitOf(waitMs);
    return t(unit, { count });
  };
}
