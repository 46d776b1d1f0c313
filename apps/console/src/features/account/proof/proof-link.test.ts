import type { AppRouter } from "@millrace/api";
import { createTRPCClient, TRPCClientError, type TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";
import { expect, test } from "vitest";
import { ProofDesk } from "./proof-desk.ts";
import { proofLink } from "./proof-link.ts";

/** A server that answers each call with the next of these fault codes, or with success. */
function clientOf(codes: (string | null)[], ask: () => Promise<boolean>) {
  const answers = [...codes];
  const server: TRPCLink<AppRouter> = () => () =>
    observable((observer) => {
      const code = answers.shift();
      if (code) return observer.error(faultWith(code));
      observer.next({ result: { type: "data", data: "done" } });
      observer.complete();
    });
  const client = createTRPCClient<AppRouter>({ links: [proofLink(ask), server] });
  return { call: () => client.keys.revoke.mutate({ id: "x" }), answers };
}

function faultWith(code: string): TRPCClientError<AppRouter> {
  const fault = { kind: "forbidden", code };
  const data = { code: "FORBIDDEN" as const, httpStatus: 403, fault };
  return TRPCClientError.from({ error: { code: -32003, message: code, data } });
}

test("a call that needs a proof is made again once the proof is given", async () => {
  const { call, answers } = clientOf(["people.prove_again", null], async () => true);
  await expect(call()).resolves.toBe("done");
  expect(answers).toEqual([]);
});

test("without the proof the call fails as it was answered, and is not made again", async () => {
  const { call, answers } = clientOf(["people.prove_again", null], async () => false);
  await expect(call()).rejects.toThrow("people.prove_again");
  expect(answers).toEqual([null]);
});

test("nobody is asked twice for one call", async () => {
  let asked = 0;
  const { call } = clientOf(["people.prove_again", "people.prove_again", null], async () => {
    asked += 1;
    return true;
  });
  await expect(call()).rejects.toThrow("people.prove_again");
  expect(asked).toBe(1);
});

test("any other fault passes without a question", async () => {
  const { call } = clientOf(["teams.not_allowed", null], async () => {
    throw new Error("asked");
  });
  await expect(call()).rejects.toThrow("teams.not_allowed");
});

test("calls that need a proof at the same time ask for it once, and all go on with it", async () => {
  const desk = new ProofDesk();
  const first = desk.ask();
  const second = desk.ask();
  expect(desk.isAsking()).toBe(true);
  desk.settle(true);
  await expect(Promise.all([first, second])).resolves.toEqual([true, true]);
  expect(desk.isAsking()).toBe(false);
});
