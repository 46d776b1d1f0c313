"use client";

import type { AppRouter } from "@millrace/api";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { type ReactNode, useState } from "react";
import superjson from "superjson";
import { leaveLink } from "./leave-link.ts";

/** As on the server, which refuses more. */
const BATCH_CALLS_MAX = 20;
const FRESH_MS = 10_000;

const { TRPCProvider, useTRPC } = createTRPCContext<AppRouter>();

export { useTRPC as useTrpc };

/**
 * What client components call the server with: requests for acting, server-sent events for live figures. The endpoint
 * names the team that the page belongs to, whatever has been opened in other tabs since.
 */
export function TrpcClient({ endpoint, children }: { endpoint: string; children: ReactNode }) {
  const [queryClient] = useState(
    () =>
      new QueryClient({ defaultOptions: { queries: { staleTime: FRESH_MS }, mutations: { retry: false } } }),
  );
  const [trpcClient] = useState(() =>
    createTRPCClient<AppRouter>({
      links: [
        leaveLink,
        splitLink({
          condition: (call) => call.type === "subscription",
          true: httpSubscriptionLink({ url: endpoint, transformer: superjson }),
          false: httpBatchLink({ url: endpoint, transformer: superjson, maxItems: BATCH_CALLS_MAX }),
        }),
      ],
    }),
  );
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}
