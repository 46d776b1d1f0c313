import { expect, test } from "vitest";
import { domainRecord } from "./domain-record.ts";

const at = { teamId: "t-1", issuer: "https://idp.example.com" };

test("a domain's record is of one team and one provider", () => {
  const record = domainRecord("acme.example", at);
  expect(record.name).toBe("_millrace.acme.example");
  expect(record.value).toMatch(/^millrace-sso=[\w-]{43}$/);
  const others = [
    domainRecord("acme.example", { ...at, teamId: "t-2" }),
    domainRecord("acme.example", { ...at, issuer: "https://evil.example" }),
  ];
  for (const other of others) expect(other.value).not.toBe(record.value);
});
