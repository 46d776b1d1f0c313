"use client";

import type { AppRouter } from "@millrace/api";
import { toast } from "@millrace/ui";
import type { TRPCClientErrorLike } from "@trpc/client";
import { useTranslations } from "next-intl";
import { useWaitText } from "./use-wait-text.ts";

/** What is said where a limit does not tell when it ends. */
const WAIT_UNKNOWN_MS = 60_000;

export type ApiError = TRPCClientErrorLike<AppRouter>;

/** A fault in the reader's language where we know its code, and otherwise in the server's own words. */
export function useFaultText(): (error: ApiError) => string {
  const t = useTranslations("errors");
  const waitText = useWaitText();
  return (error) => {
    const fault = error.data?.fault;
    if (!fault) return t("unreachable");
    const key = `codes.${fault.code.replace(".", "_")}`;
    return hasKey(t, key) ? t(key, { wait: waitText(fault.retryAfterMs ?? WAIT_UNKNOWN_MS) }) : error.message;
  };
}

type Translate = ReturnType<typeof useTranslations<"errors">>;
type FaultKey = Extract<Parameters<Translate>[0], `codes.${string}`>;

function hasKey(t: Translate, key: string): key is FaultKey {
  return t.has(key as FaultKey);
}

/** Says that an act failed and why, with the id under which the log has it. */
export function useFaultToast(): (error: ApiError) => void {
  const t = useTranslations("errors");
  const textOf = useFaultText();
  return (error) => {
    const requestId = error.data?.fault.requestId;
    toast.error(textOf(error), {
      description: requestId && t("withId", { id: requestId }),
    });
  };
}
