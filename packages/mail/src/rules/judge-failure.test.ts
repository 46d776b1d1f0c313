import { expect, test } from "vitest";
import { judgeFailure } from "./judge-failure.ts";
import { ATTEMPTS_MAX, waitAfter } from "./retry.ts";

test.each([
  [
    "an unknown recipient",
    { code: "EENVELOPE", command: "RCPT TO", responseCode: 550, permanent: true },
    "refused",
  ],
  [
    "a message it will not have",
    { code: "EMESSAGE", command: "DATA", responseCode: 554, permanent: true },
    "refused",
  ],
  ["an address that cannot be", { code: "EENVELOPE", command: "API" }, "refused"],
  ["a full mailbox", { code: "EENVELOPE", command: "RCPT TO", responseCode: 452, permanent: false }, "later"],
  [
    "a sender it does not take",
    { code: "EENVELOPE", command: "MAIL FROM", responseCode: 550, permanent: true },
    "later",
  ],
  ["an attempt that took too long", { code: "EABORT" }, "later"],
  ["a server that is down", { code: "ESOCKET", command: "CONN" }, "unreachable"],
  ["a host that is unknown", { code: "EDNS", command: "CONN" }, "unreachable"],
  [
    "a wrong password",
    { code: "EAUTH", command: "AUTH PLAIN", responseCode: 535, permanent: true },
    "unreachable",
  ],
  ["a certificate that is not trusted", { code: "ETLS", command: "STARTTLS" }, "unreachable"],
  ["something never heard of", {}, "later"],
] as const)("%s", (_, failure, kind) => {
  expect(judgeFailure(failure).kind).toBe(kind);
});

test("a reason is one short line", () => {
  const { reason } = judgeFailure({ code: "EMESSAGE", response: `451 wait\r\n${"x".repeat(1_000)}` });
  expect(reason).toMatch(/^EMESSAGE 451 wait x+$/);
  expect(reason.length).toBeLessThan(200);
});

test("waits grow from half a minute to hours", () => {
  const waits = Array.from({ length: ATTEMPTS_MAX }, (_, index) => waitAfter(index + 1));
  expect(waits[0]).toBe(30_000);
  expect(waits.every((wait, index) => index === 0 || wait === 2 * (waits[index - 1] ?? 0))).toBe(true);
  expect(waits.at(-1)).toBeGreaterThan(3_600_000);
  expect(waitAfter(1_000)).toBe(waits.at(-1));
});
