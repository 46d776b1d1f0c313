import { expect, test } from "vitest";
import { domainLines } from "./domain-lines.ts";

test("domains are taken however they are typed", () => {
  expect(domainLines("acme.com\n@lab.acme.com, x.org;y.org  ")).toEqual([
    "acme.com",
    "lab.acme.com",
    "x.org",
    "y.org",
  ]);
  expect(domainLines(" \n ")).toEqual([]);
});
