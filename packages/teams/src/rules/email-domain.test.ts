import { describe, expect, test } from "vitest";
import { emailDomainsSchema, isOfDomains } from "./email-domain.ts";

describe("the domains that a team takes addresses of", () => {
  test("are kept in one form, each once", () => {
    expect(emailDomainsSchema.parse([" @Acme.COM", "acme.com", "a.example", "xn--mller-kva.de"])).toEqual([
      "a.example",
      "acme.com",
      "xn--mller-kva.de",
    ]);
  });

  test.each(["", "acme", "*.acme.com", "acme.com.", "-a.com", "a..com", "аcme.com", "a@b.com", "a b.com"])(
    "%j is none",
    (text) => {
      expect(emailDomainsSchema.safeParse([text]).success).toBe(false);
    },
  );

  test("an address is of a domain when it is exactly that", () => {
    const domains = ["acme.com"];
    expect(isOfDomains("ada@acme.com", domains)).toBe(true);
    for (const other of [
      "ada@sub.acme.com",
      "ada@notacme.com",
      "ada@acme.com.evil.test",
      "acme.com@evil.test",
    ])
      expect(isOfDomains(other, domains)).toBe(false);
    expect(isOfDomains("ada@anywhere.test", [])).toBe(true);
  });
});
