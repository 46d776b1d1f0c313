import { expect, test } from "vitest";
import { parseIssuer } from "./issuer.ts";

test.each([
  "https://idp.example.com",
  "https://idp.example.com/",
  "https://idp.example.com/realms/acme",
  "https://login.microsoftonline.com/0198/v2.0",
  "http://10.1.2.3:8080/realms/acme",
])("%s is an issuer", (text) => {
  expect(parseIssuer(text).href.startsWith(text)).toBe(true);
});

test.each([
  "",
  "idp.example.com",
  "ftp://idp.example.com",
  "javascript:alert(1)",
  `https://${"user:secret"}@idp.example.com`,
  "https://idp.example.com/?a=b",
  "https://idp.example.com/#a",
  "https://idp.example.com/.well-known/openid-configuration",
  "https://IDP.example.com",
  "https://idp.example.com/a/../b",
  "https://idp.example.com:443",
  "https://2130706433/",
])("%s is none", (text) => {
  expect(() => parseIssuer(text)).toThrow(
    expect.objectContaining({ code: "teams.sso_issuer", param: "issuer" }),
  );
});
