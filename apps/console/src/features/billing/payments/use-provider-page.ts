"use client";

import type { AppRouter } from "@millrace/api";
import { useMutation } from "@tanstack/react-query";
import type { inferRouterInputs } from "@trpc/server";
import { useLocale } from "next-intl";
import { useTrpc } from "../../../trpc/client.tsx";
import { type ApiError, useFaultToast } from "../../errors/use-fault-text.ts";
import { useTeamPath } from "../../team-address/team-address.tsx";
import { type Bought, backFrom } from "./came-back.ts";

type Purchase = inferRouterInputs<AppRouter>["payments"]["startCheckout"]["for"];

/** What the provider's pages need to know: the reader's language, and where in the team people come back to. */
export function usePageInput() {
  const locale = useLocale();
  const inTeam = useTeamPath();
  return (place: string) => ({ locale, returnPath: inTeam(place) });
}

/** Leads to a page of the provider on which credit is bought or an invoice paid. */
export function useCheckout(onError?: (error: ApiError) => void) {
  const page = usePageInput();
  const start = useMutation(
    useTrpc().payments.startCheckout.mutationOptions({ onSuccess: ({ url }) => leaveFor(url), onError }),
  );
  return {
    // Between the answer and the next page, too, there is nothing to press.
    work: { isPending: start.isPending || start.isSuccess, error: start.error },
    start: (bought: Bought, purchase: Purchase) => start.mutate({ for: purchase, ...page(backFrom(bought)) }),
  };
}

/** Leads to the provider's pages about cards, tax numbers and receipts. */
export function usePortal() {
  const page = usePageInput();
  const onError = useFaultToast();
  const open = useMutation(
    useTrpc().payments.openPortal.mutationOptions({ onSuccess: ({ url }) => leaveFor(url), onError }),
  );
  return {
    isBusy: open.isPending || open.isSuccess,
    open: () => open.mutate(page("/billing")),
  };
}

/** To a page of the provider. */
export function leaveFor(url: string): void {
  window.location.assign(url);
}
