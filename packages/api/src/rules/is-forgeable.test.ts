import { expect, test } from "vitest";
import { isForgeable, type RequestOrigin } from "./is-forgeable.ts";

const own: RequestOrigin = {
  method: "POST",
  contentType: "application/json",
  origin: "http://localhost:3000",
  secFetchSite: "same-origin",
  host: "localhost:3000",
};

test("an act from one of our own pages is taken", () => {
  expect(isForgeable(own)).toBe(false);
  expect(isForgeable({ ...own, contentType: "application/json; charset=utf-8" })).toBe(false);
  expect(isForgeable({ ...own, secFetchSite: null })).toBe(false);
});

test.each<[string, Partial<RequestOrigin>]>([
  ["a form of another site", { contentType: "text/plain" }],
  ["a form with a file", { contentType: "multipart/form-data" }],
  ["a request without a type", { contentType: null }],
  ["a page of another site", { secFetchSite: "cross-site" }],
  ["a page of a sister site", { secFetchSite: "same-site" }],
  ["an address typed by hand", { secFetchSite: "none" }],
  ["another origin in an old browser", { secFetchSite: null, origin: "http://evil.example" }],
  ["another port in an old browser", { secFetchSite: null, origin: "http://localhost:3001" }],
  ["an opaque origin", { secFetchSite: null, origin: "null" }],
  ["no origin at all", { secFetchSite: null, origin: null }],
])("an act by %s is refused", (_name, change) => {
  expect(isForgeable({ ...own, ...change })).toBe(true);
});

test("reading is never forgeable", () => {
  expect(isForgeable({ ...own, method: "GET", contentType: null, secFetchSite: "cross-site" })).toBe(false);
});
