import { expect, test } from "vitest";
import { contentSecurityPolicy } from "./content-security-policy.ts";

const policy = new Map(
  contentSecurityPolicy("bm9uY2U=")
    .split("; ")
    .map((directive) => {
      const [name = "", ...sources] = directive.split(" ");
      return [name, sources];
    }),
);

test("a script runs only with this request's nonce", () => {
  expect(policy.get("script-src")).toEqual(["'self'", "'nonce-bm9uY2U='", "'strict-dynamic'"]);
});

test("nothing is loaded from, sent to or framed by another host", () => {
  for (const [name, sources] of policy) {
    for (const source of sources) expect(source, name).not.toMatch(/\*|https?:|^[a-z-]+\./);
  }
  expect(policy.get("default-src")).toEqual(["'self'"]);
  expect(policy.get("frame-ancestors")).toEqual(["'none'"]);
  expect(policy.get("base-uri")).toEqual(["'none'"]);
});
