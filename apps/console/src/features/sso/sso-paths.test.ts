import { expect, test } from "vitest";
import { callbackOf, handleOf, pathInTeam, ssoPage } from "./sso-paths.ts";

test("each team's provider answers at an address of the team", () => {
  expect(callbackOf("https://console.example.com", "acme-7k2m9q")).toBe(
    "https://console.example.com/api/sso/acme-7k2m9q/callback",
  );
});

test.each([
  ["/t/acme-7k2m9q", "/t/acme-7k2m9q"],
  ["/t/acme-7k2m9q/keys?new=1", "/t/acme-7k2m9q/keys?new=1"],
  ["/t/acme-7k2m9q?range=1h", "/t/acme-7k2m9q?range=1h"],
  ["/", "/t/acme-7k2m9q"],
  ["/t/acme-7k2m9qx", "/t/acme-7k2m9q"],
  ["/t/other-7k2m9q/keys", "/t/acme-7k2m9q"],
  ["/account", "/t/acme-7k2m9q"],
  ["//evil.example/t/acme-7k2m9q/", "/t/acme-7k2m9q"],
  ["https://evil.example", "/t/acme-7k2m9q"],
])("after signing in, %j leads to %j", (path, led) => {
  expect(pathInTeam(path, "acme-7k2m9q")).toBe(led);
});

test.each([
  ["acme-7k2m9q", "acme-7k2m9q"],
  [" Acme-7k2m9q ", "acme-7k2m9q"],
  ["https://console.example.com/t/acme-7k2m9q/keys", "acme-7k2m9q"],
  ["console.example.com/t/acme-7k2m9q", "acme-7k2m9q"],
  ["/t/acme-7k2m9q?x=1", "acme-7k2m9q"],
  ["acme", null],
  ["", null],
  ["acme 7k2m9q", null],
  ["../../acme-7k2m9q", null],
])("%j names the team %j", (text, handle) => {
  expect(handleOf(text)).toBe(handle);
});

test("the page says only what there is to say", () => {
  expect(ssoPage({})).toBe("/sign-in/sso");
  expect(ssoPage({ team: "acme-7k2m9q", path: "/t/acme-7k2m9q/keys", refusal: "removed" })).toBe(
    "/sign-in/sso?team=acme-7k2m9q&callbackUrl=%2Ft%2Facme-7k2m9q%2Fkeys&refusal=removed",
  );
});
