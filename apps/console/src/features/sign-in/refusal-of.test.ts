import { expect, test } from "vitest";
import { refusalOf } from "./refusal-of.ts";

test("a reason of ours is told in its own words", () => {
  expect(refusalOf({ refusal: "identity_unknown", error: undefined })).toBe("identity_unknown");
  expect(refusalOf({ refusal: "expired", error: "Callback" })).toBe("expired");
});

test("whatever went wrong at a provider is told in the same words", () => {
  for (const error of ["OAuthCallback", "Callback", "<script>", ["a", "b"]]) {
    expect(refusalOf({ refusal: undefined, error })).toBe("provider");
  }
});

test("an address that names no reason, or one that nobody has words for, says nothing", () => {
  expect(refusalOf({ refusal: undefined, error: undefined })).toBeNull();
  expect(refusalOf({ refusal: "toString", error: undefined })).toBeNull();
  expect(refusalOf({ refusal: ["identity_unknown"], error: undefined })).toBeNull();
});
