import { expect, test } from "vitest";
import { authCookies } from "./auth-cookies.ts";

test("no cookie of signing in can be read by a script, or sent along by another site", () => {
  for (const consoleUrl of ["http://localhost:3000", "https://console.example.test"]) {
    for (const { options } of Object.values(authCookies(consoleUrl))) {
      expect(options).toMatchObject({ httpOnly: true, sameSite: "lax", path: "/" });
    }
  }
});

test("behind TLS every cookie is secure and belongs to this host alone", () => {
  for (const { name, options } of Object.values(authCookies("https://console.example.test"))) {
    expect(name).toMatch(/^__Host-/);
    expect(options.secure).toBe(true);
  }
  for (const { name, options } of Object.values(authCookies("http://localhost:3000"))) {
    expect(name).not.toMatch(/^__/);
    expect(options.secure).toBe(false);
  }
});
