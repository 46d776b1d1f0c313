import { expect, test } from "vitest";
import { answerOf, secondFactorError, waitError } from "./sign-in-answer.ts";

const refusedWith = (error: string) => answerOf({ ok: false, error });

test("what the server throws arrives at the form as what was meant", () => {
  expect(answerOf({ ok: true, error: null })).toEqual({ is: "signed_in" });
  expect(refusedWith("CredentialsSignin")).toEqual({ is: "refused" });
  expect(refusedWith(secondFactorError().message)).toEqual({ is: "second_factor" });
});

test("nobody is told that they are signed in by an answer that names an error", () => {
  for (const error of ["CredentialsSignin", "second_factor", "wait_1", "Callback", "0", " "]) {
    expect(answerOf({ ok: true, error }).is).not.toBe("signed_in");
  }
});

test("an answer that is none of ours, and none at all, mean that it is not possible right now", () => {
  for (const error of ["Too many people are signing in at this moment.", "wait_soon", "wait_", "wait_-1"]) {
    expect(refusedWith(error)).toEqual({ is: "unavailable" });
  }
  expect(answerOf(undefined)).toEqual({ is: "unavailable" });
  expect(answerOf({ ok: false, error: null })).toEqual({ is: "unavailable" });
});

test("a wait is carried whole, and the longest still as one that the form understands", () => {
  for (const waitMs of [0, 1, 90_000, 86_400_000]) {
    expect(refusedWith(waitError(waitMs).message)).toEqual({ is: "wait", waitMs });
  }
  expect(refusedWith(waitError(0.4).message)).toEqual({ is: "wait", waitMs: 1 });
  expect(refusedWith(waitError(1e15).message).is).toBe("wait");
});
