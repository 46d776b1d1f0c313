"use client";

import type { AppRouter } from "@millrace/api";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { type ReactNode, useState } from "react";
import superjson from "superjson";

const ENDPOINT = "/api/trpc";
/** As on the server, which refuses more. */
const BATCH_CALLS_MAX = 20;
const FRESH_MS = 10_000;

const { TRPCProvider, useTRPC } = createTRPCContext<AppRouter>();

export { useTRPC as useTrpc };

/** What client components call the server with: requests for acting, server-sent events for live figures. */
export function TrpcClient({ children }: { children: ReactNode }) {
  const [queryClient] = useState(
    () =>
      new QueryClient({ defaultOptions: { queries: { staleTime: FRESH_MS }, mutations: { retry: false } } }),
  );
  const [trpcClient] = useState(() =>
    createTRPCClient<AppRouter>({
      links: [
        splitLink({
          condition: (call) => call.type === "subscription",
          true: httpSubscriptionLink({ url: ENDPOINT, transformer: superjson }),
          false: httpBatchLink({ url: ENDPOINT, transformer: superjson, maxItems: BATCH_CALLS_MAX }),
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
