import { FAULT_KINDS, Fault, faultStatus } from "@millrace/kernel";
import { TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { expect, test } from "vitest";
import { faultOf, toTrpcError } from "./error-map.ts";

test.each(FAULT_KINDS)("a fault of kind %s has the same HTTP status in tRPC as everywhere", (kind) => {
  const fault = new Fault({ kind, code: "test.reason", message: "Public." });
  const error = toTrpcError(fault);
  expect(getHTTPStatusCodeFromError(error)).toBe(faultStatus(kind));
  expect(faultOf(error)).toBe(fault);
});

test("an unknown error shows nothing of itself", () => {
  const error = toTrpcError(new Error("connect ECONNREFUSED /var/run/secret"));
  expect(error.message).not.toContain("secret");
  expect(faultOf(error).code).toBe("internal.unexpected");
});

test("an input that tRPC refuses is the caller's fault, without the validator's details", () => {
  const fault = faultOf(new TRPCError({ code: "BAD_REQUEST", message: "[{ path: … }]" }));
  expect(fault).toMatchObject({ kind: "invalid", code: "api.invalid" });
  expect(fault.message).not.toContain("path");
});
