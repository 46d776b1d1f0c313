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

let holds = 0;

/**
 * Whoever ends their own membership, as by deleting the team, decides where they go from here: until `release`, nothing that
 * learns of the end takes the page elsewhere.
 */
export function holdPage(): () => void {
  holds += 1;
  return () => {
    holds -= 1;
  };
}

function leaveIfOut(err: TRPCClientError<AppRouter>): void {
  if (holds > 0) return;
  const code = err.data?.fault?.code;
  if (code === "api.unauthenticated") window.location.reload();
  if (code === "api.not_found") window.location.assign("/");
}
