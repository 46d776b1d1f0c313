"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { useTrpc } from "../../trpc/client.tsx";
import { FORBIDDEN_ID } from "../errors/forbidden-id.ts";
import { useIsVisible } from "./use-is-visible.ts";

const AGAIN_AFTER_MS = 5_000;

/**
 * While somebody looks at the page: a changed role shows at once, and whoever is removed from the team is out of it within
 * two seconds (`leaveLink`). Next keeps a page that was forbidden until one leaves it, so that one is loaded anew. Hidden
 * pages hold no connection; they learn of it when they are looked at again.
 */
export function MembershipWatch({ standing }: { standing: string }) {
  const trpc = useTrpc();
  const router = useRouter();
  const queryClient = useQueryClient();
  const { status, reset } = useSubscription(
    trpc.team.watch.subscriptionOptions(undefined, {
      enabled: useIsVisible(),
      onData: (now) => {
        if (now.standing === standing) return;
        if (document.getElementById(FORBIDDEN_ID)) window.location.reload();
        else router.refresh();
      },
    }),
  );
  useEffect(() => {
    if (status !== "error") return;
    // A stream that could not be opened does not say why; a call does, and leaves the page if it must.
    const timer = setTimeout(
      () =>
        queryClient
          .fetchQuery(trpc.team.standing.queryOptions(undefined, { staleTime: 0, retry: false }))
          .catch(() => undefined)
          .then(reset),
      AGAIN_AFTER_MS,
    );
    return () => clearTimeout(timer);
  }, [status, reset, queryClient, trpc]);
  return null;
}
