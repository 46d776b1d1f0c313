import type { AppRouter } from "@millrace/api";
import type { TRPCLink } from "@trpc/client";
import { observable, type Unsubscribable } from "@trpc/server/observable";

/** The server's answer to a call that is worth a fresh proof of who is calling. */
const PROVE_AGAIN = "people.prove_again";

/** Asks for the proof where a call needs one, and then makes the call again, once. */
export function proofLink(ask: () => Promise<boolean>): TRPCLink<AppRouter> {
  return () =>
    ({ op, next }) =>
      observable((observer) => {
        let current: Unsubscribable | null = null;
        let isOver = false;
        function call(mayAsk: boolean) {
          current = next(op).subscribe({
            next: (value) => observer.next(value),
            complete: () => observer.complete(),
            error: async (error) => {
              const isAsked = mayAsk && error.data?.fault.code === PROVE_AGAIN;
              const proved = isAsked && (await ask());
              if (isOver) return;
              if (proved) call(false);
              else observer.error(error);
            },
          });
        }
        call(true);
        return () => {
          isOver = true;
          current?.unsubscribe();
        };
      });
}
