import { describe, expect, test } from "vitest";
import { parseAllowList } from "./allow-list.ts";
import { literalAddress, mayConnect, readTarget } from "./read-target.ts";

describe("readTarget", () => {
  test.each([
    ["https://idp.example.com/a", { protocol: "https:", host: "idp.example.com", port: "" }],
    ["http://IDP.example.com:8080", { protocol: "http:", host: "idp.example.com", port: "8080" }],
    ["https://[::1]/", { protocol: "https:", host: "::1", port: "" }],
    ["https://2130706433/", { protocol: "https:", host: "127.0.0.1", port: "" }],
    ["https://0x7f.1/", { protocol: "https:", host: "127.0.0.1", port: "" }],
    ["https://0177.0.0.1/", { protocol: "https:", host: "127.0.0.1", port: "" }],
    ["https://127.1/", { protocol: "https:", host: "127.0.0.1", port: "" }],
    ["https://127.0.0.1./", { protocol: "https:", host: "127.0.0.1", port: "" }],
    ["https://①②⑦.⓪.⓪.①/", { protocol: "https:", host: "127.0.0.1", port: "" }],
    ["https://[::ffff:127.0.0.1]/", { protocol: "https:", host: "::ffff:7f00:1", port: "" }],
  ])("%s", (url, target) => {
    expect(readTarget(new URL(url))).toEqual(target);
  });

  test.each([
    "file:///etc/passwd",
    "ftp://example.com/",
    "gopher://example.com/",
    "data:text/plain,x",
    "javascript:alert(1)",
    "https://user@example.com/",
    `https://${"user:secret"}@example.com/`,
    "https://:secret@example.com/",
    "https://localhost./",
    "https://example.com./",
  ])("%s is refused", (url) => {
    expect(readTarget(new URL(url))).toBeNull();
  });
});

describe("mayConnect", () => {
  const nothing = parseAllowList([]);
  const at = (url: string) => {
    const target = readTarget(new URL(url));
    if (!target) throw new Error(`${url} is no target`);
    return target;
  };

  test("https to public addresses, and nothing else, unless the operator says so", () => {
    const target = at("https://example.com/");
    expect(mayConnect(target, ["93.184.215.14", "2606:4700::1"], nothing)).toBe(true);
    expect(mayConnect(target, [], nothing)).toBe(false);
    expect(mayConnect(target, ["93.184.215.14", "10.0.0.1"], nothing)).toBe(false);
    expect(mayConnect(at("http://example.com/"), ["93.184.215.14"], nothing)).toBe(false);
    expect(mayConnect(at("https://example.com:22/"), ["93.184.215.14"], nothing)).toBe(false);
  });

  test("an allowed network covers what lies in it, on any port", () => {
    const allowed = parseAllowList(["10.1.0.0/16"]);
    expect(mayConnect(at("http://idp.internal:8080/"), ["10.1.2.3"], allowed)).toBe(true);
    expect(mayConnect(at("http://idp.internal:8080/"), ["10.1.2.3", "93.184.215.14"], allowed)).toBe(false);
    expect(mayConnect(at("https://idp.internal/"), ["10.1.2.3", "93.184.215.14"], allowed)).toBe(true);
    expect(mayConnect(at("https://idp.internal/"), ["10.1.2.3", "10.2.0.1"], allowed)).toBe(false);
  });

  test("an allowed name covers itself and no other", () => {
    const allowed = parseAllowList(["idp.internal"]);
    expect(mayConnect(at("http://idp.internal:8080/"), ["10.0.0.1"], allowed)).toBe(true);
    expect(mayConnect(at("http://x.idp.internal/"), ["10.0.0.1"], allowed)).toBe(false);
    expect(mayConnect(at("https://idp.internal.example.com/"), ["10.0.0.1"], allowed)).toBe(false);
  });
});

test("a host is an address or a name", () => {
  expect(literalAddress({ protocol: "https:", host: "::1", port: "" })).toBe("::1");
  expect(literalAddress({ protocol: "https:", host: "idp.example.com", port: "" })).toBeNull();
});
