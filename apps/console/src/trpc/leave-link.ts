import type { AppRouter } from "@millrace/api";
import type { TRPCClientError, TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";

/**
 * Whoever is no longer signed in, or no longer in the team of the page, leaves it with a full page load, so that nothing
 * of it stays in the browser: to sign in and come back, or to the front page.
 */
export const leaveLink: TRPCLink<AppRouter> =
  () =>
  ({ next, op }) =>
    observable((observer) =>
      next(op).subscribe({
        next: (value) => observer.next(value),
        error: (err) => {
          leaveIfOut(err);
          observer.error(err);
        },
        complete: () => observer.complete(),
      }),
    );

function leaveIfOut(err: TRPCClientError<AppRouter>): void {
  const code = err.data?.fault?.code;
  if (code === "api.unauthenticated") window.location.reload();
  if (code === "api.not_found") window.location.assign("/");
}
