import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  loadConsoleConfig,
  loadControllerConfig,
  loadInferenceConfig,
  loadStandaloneConfig,
  serviceEnvironment,
} from "./config.ts";
import { paymentVariables } from "./payments.ts";
import { VARIABLES } from "./variables.ts";

const SECRET = "0123456789abcdef0123456789abcdef";

test("with an empty environment everything has its documented default", () => {
  const config = loadStandaloneConfig({});
  expect(config).toMatchObject({
    consolePort: 3000,
    apiPort: 8080,
    grpcPort: 8081,
    databaseUrl: undefined,
    logLevel: "info",
  });
  expect(config.home.endsWith(".millrace")).toBe(true);
});

test("an empty variable counts as absent", () => {
  expect(loadStandaloneConfig({ CONSOLE_PORT: "", DATABASE_URL: "" }).consolePort).toBe(3000);
});

test("all bad variables are named in one go, and no value is repeated", () => {
  const bad = {
    CONSOLE_PORT: "80a",
    API_PORT: "70000",
    DATABASE_URL: "mysql://x",
    SESSION_SECRET: "hunter2",
  };
  let message = "";
  try {
    loadStandaloneConfig(bad);
  } catch (error) {
    message = String(error);
  }
  for (const name of Object.keys(bad)) expect(message).toContain(name);
  expect(message).toContain("4 bad variables");
  expect(message).not.toContain("hunter2");
});

test("a service says which variables it lacks", () => {
  expect(() => loadConsoleConfig({})).toThrow(
    /SESSION_SECRET[\s\S]*DATABASE_APP_URL[\s\S]*DATABASE_SYSTEM_URL/,
  );
  expect(() => loadInferenceConfig({})).toThrow(/DATABASE_SYSTEM_URL/);
});

test("whoever starts everything is told the same addresses", () => {
  const given = { CONSOLE_PORT: "3700", API_URL: "https://api.example.test/" };
  expect(loadStandaloneConfig(given)).toMatchObject({
    consoleUrl: "http://localhost:3700",
    apiUrl: "https://api.example.test",
  });
  expect(() => loadStandaloneConfig({ CONSOLE_URL: "ftp://x" })).toThrow(/CONSOLE_URL: must be an http/);
});

test("hosts that requests may reach are listed by commas, and a bad one is refused", () => {
  const given = { OUTGOING_ALLOW: "idp.internal, 10.1.0.0/16,::1" };
  expect(loadStandaloneConfig(given).outgoingAllow).toEqual(["idp.internal", "10.1.0.0/16", "::1"]);
  expect(loadStandaloneConfig({}).outgoingAllow).toEqual([]);
  for (const bad of ["http://idp", "10.0.0.0/33", "a,,b", "*.internal", "a b"])
    expect(() => loadStandaloneConfig({ OUTGOING_ALLOW: bad })).toThrow(/OUTGOING_ALLOW: must be/);
});

test("domains that single sign-on may claim are listed by commas, and a bad one is refused", () => {
  expect(loadStandaloneConfig({ SSO_DOMAINS: "Acme.com, b.example" }).ssoDomains).toEqual([
    "acme.com",
    "b.example",
  ]);
  for (const bad of ["com", "*.acme.com", "@acme.com", "a.b,,c.d"])
    expect(() => loadStandaloneConfig({ SSO_DOMAINS: bad })).toThrow(/SSO_DOMAINS: must be/);
});

test("taxes are listed by commas with their percent, exactly, and a bad one is refused", () => {
  const given = {
    TAX_RATES: "VAT=19, City tax=7.25,Nothing=0,All=100",
    INVOICE_ISSUER: "Mill Ltd, 1 Race Road",
  };
  const inService = { ...given, ENCRYPTION_KEY: SECRET, ...ROLES };
  expect(loadControllerConfig(inService).taxRates).toEqual([
    { name: "VAT", percentE4: 190_000n },
    { name: "City tax", percentE4: 72_500n },
    { name: "Nothing", percentE4: 0n },
    { name: "All", percentE4: 1_000_000n },
  ]);
  expect(loadConsoleConfig({ ...inService, SESSION_SECRET: SECRET })).toMatchObject({
    taxRates: [{ name: "VAT" }, { name: "City tax" }, { name: "Nothing" }, { name: "All" }],
    invoiceIssuer: "Mill Ltd, 1 Race Road",
  });
  expect(loadStandaloneConfig({})).toMatchObject({ taxRates: [], invoiceIssuer: undefined });
  for (const bad of ["19", "VAT=-1", "VAT=119", "VAT=1.23456", "=19", "VAT=19,,", "VAT=19%"])
    expect(() => loadStandaloneConfig({ TAX_RATES: bad })).toThrow(/TAX_RATES: must be/);
  expect(() => loadStandaloneConfig({ INVOICE_ISSUER: "a\u0000b" })).toThrow(/INVOICE_ISSUER: must be/);
});

const ROLES = { DATABASE_APP_URL: "postgres://a:b@h/d", DATABASE_SYSTEM_URL: "postgres://a:b@h/d" };

test("addresses follow the ports unless they are given", () => {
  const urls = {
    ENCRYPTION_KEY: SECRET,
    DATABASE_APP_URL: "postgres://a:b@h/d",
    DATABASE_SYSTEM_URL: "postgres://a:b@h/d",
    SESSION_SECRET: SECRET,
  };
  expect(loadConsoleConfig({ ...urls, CONSOLE_PORT: "3700", API_PORT: "8780" })).toMatchObject({
    consoleUrl: "http://localhost:3700",
    apiUrl: "http://localhost:8780",
  });
  expect(loadConsoleConfig({ ...urls, API_URL: "https://api.example.test" }).apiUrl).toBe(
    "https://api.example.test",
  );
});

test("a service gets nothing of our environment but what it needs, with telemetry off", () => {
  const env = serviceEnvironment(
    { API_PORT: "1" },
    { PATH: "/bin", AWS_SECRET_ACCESS_KEY: "x", ENCRYPTION_KEY: SECRET },
  );
  expect(env).toEqual({
    PATH: "/bin",
    API_PORT: "1",
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    ORT_DISABLE_TELEMETRY: "1",
    CHECKPOINT_DISABLE: "1",
  });
});

const SERVICE = {
  DATABASE_APP_URL: "postgres://a:b@h/d",
  DATABASE_SYSTEM_URL: "postgres://a:b@h/d",
};

test("keys are given newest first, or lie in a file, and never both", () => {
  const older = "f".repeat(32);
  const given = { ENCRYPTION_KEY: SECRET, ENCRYPTION_KEYS_PREVIOUS: `${older}, ${older}` };
  expect(loadControllerConfig({ ...SERVICE, ...given }).encryption).toEqual({
    kind: "given",
    keys: [SECRET, older, older],
  });
  const inFile = loadControllerConfig({ ...SERVICE, ENCRYPTION_KEY_FILE: "/run/secrets/key" });
  expect(inFile.encryption).toEqual({ kind: "file", path: "/run/secrets/key" });
  expect(loadStandaloneConfig({}).encryption).toBeUndefined();
  for (const [bad, name] of [
    [{ ENCRYPTION_KEY: SECRET, ENCRYPTION_KEY_FILE: "/k" }, "ENCRYPTION_KEY_FILE"],
    [{ ENCRYPTION_KEYS_PREVIOUS: SECRET }, "ENCRYPTION_KEYS_PREVIOUS"],
    [{ ENCRYPTION_KEY: SECRET, ENCRYPTION_KEYS_PREVIOUS: `${SECRET},short` }, "ENCRYPTION_KEYS_PREVIOUS"],
  ] as const) {
    expect(() => loadStandaloneConfig(bad)).toThrow(new RegExp(`${name}: `));
    expect(() => loadStandaloneConfig(bad)).not.toThrow(SECRET);
  }
  expect(() => loadControllerConfig(SERVICE)).toThrow(/ENCRYPTION_KEY_FILE: is missing/);
});

test("mail is sent where a server is named, from an address of the console's host unless told", () => {
  const given = {
    ...SERVICE,
    ENCRYPTION_KEY: SECRET,
    CONSOLE_URL: "https://mill.example.test",
    SMTP_URL: "smtp://ada:se%40cret@mail.example.test:587",
  };
  expect(loadControllerConfig(given).mail).toEqual({
    smtpUrl: given.SMTP_URL,
    from: "Millrace <no-reply@mill.example.test>",
  });
  expect(loadControllerConfig({ ...given, MAIL_FROM: "mill@example.test" }).mail?.from).toBe(
    "mill@example.test",
  );
  expect(loadControllerConfig({ ...SERVICE, ENCRYPTION_KEY: SECRET }).mail).toBeNull();
  for (const SMTP_URL of ["mail.example.test", "http://mail.example.test", "smtp://"])
    expect(() => loadControllerConfig({ ...given, SMTP_URL })).toThrow(/SMTP_URL: must look like/);
  for (const MAIL_FROM of ["Millrace", "a@b, c@d", "M <a@b>\r\nBcc: c@d", "M <a@b", "<a@b>"])
    expect(() => loadControllerConfig({ ...given, MAIL_FROM })).toThrow(/MAIL_FROM: must look like/);
});

test("the guide names every variable that is read, and no other", async () => {
  const guide = await readFile(join(import.meta.dirname, "../../../docs/guides/configuration.md"), "utf8");
  const rows = guide.split("\n").filter((line) => line.startsWith("| `"));
  const documented = rows.flatMap((row) =>
    [...(row.split("|")[1] ?? "").matchAll(/`([A-Z_]+)`/g)].map((match) => match[1]),
  );
  expect(documented.sort()).toEqual(Object.keys(VARIABLES).sort());
});

test("accounts elsewhere are known by all that belongs to them, or the start says what is missing", () => {
  const base = {
    ENCRYPTION_KEY: SECRET,
    DATABASE_APP_URL: "postgres://a:b@h/d",
    DATABASE_SYSTEM_URL: "postgres://a:b@h/d",
    SESSION_SECRET: SECRET,
  };
  expect(loadConsoleConfig(base).signInProviders).toEqual([]);
  const env = {
    GITHUB_CLIENT_ID: "g",
    GITHUB_CLIENT_SECRET: "s",
    OIDC_ISSUER: "https://id.example.test/",
    OIDC_CLIENT_ID: "o",
    OIDC_CLIENT_SECRET: "s",
  };
  expect(loadConsoleConfig({ ...base, ...env }).signInProviders).toEqual([
    { id: "github", clientId: "g", clientSecret: "s" },
    {
      id: "oidc",
      clientId: "o",
      clientSecret: "s",
      issuer: "https://id.example.test",
      name: "id.example.test",
    },
  ]);
  expect(loadStandaloneConfig(env).signIn).toEqual({ ...env, OIDC_ISSUER: "https://id.example.test" });
  for (const missing of Object.keys(env)) {
    const halved = Object.fromEntries(Object.entries(env).filter(([name]) => name !== missing));
    expect(() => loadStandaloneConfig(halved), missing).toThrow(/belong together/);
    expect(() => loadConsoleConfig({ ...base, ...halved }), missing).toThrow(/belong together/);
  }
});

test("an issuer is asked over TLS, except on this machine", () => {
  const client = { OIDC_CLIENT_ID: "o", OIDC_CLIENT_SECRET: "s" };
  expect(() => loadStandaloneConfig({ ...client, OIDC_ISSUER: "http://id.example.test" })).toThrow(
    /OIDC_ISSUER/,
  );
  expect(() => loadStandaloneConfig({ ...client, OIDC_ISSUER: "http://localhost.evil.test" })).toThrow(
    /OIDC_ISSUER/,
  );
  expect(() => loadStandaloneConfig({ ...client, OIDC_ISSUER: "http://localhost:4000/id" })).not.toThrow();
});

describe("Stripe", () => {
  const STRIPE = {
    STRIPE_SECRET_KEY: `sk_test_${"a".repeat(24)}`,
    STRIPE_WEBHOOK_SECRETS: `whsec_${"b".repeat(32)}, whsec_${"c".repeat(32)}`,
  };

  test("collects where its key is given, for every process that deals with it, and nowhere else", () => {
    const base = { ...SERVICE, ENCRYPTION_KEY: SECRET, SESSION_SECRET: SECRET };
    const standIn = { ...STRIPE, STRIPE_API_BASE: "http://127.0.0.1:4242/", STRIPE_TAX: "automatic" };
    const expected = {
      secretKey: STRIPE.STRIPE_SECRET_KEY,
      isLive: false,
      webhookSecrets: [`whsec_${"b".repeat(32)}`, `whsec_${"c".repeat(32)}`],
      apiBase: "http://127.0.0.1:4242",
      tax: "automatic",
    };
    expect(loadConsoleConfig({ ...base, ...standIn }).payments).toEqual(expected);
    expect(loadControllerConfig({ ...base, ...standIn }).payments).toEqual(expected);
    const { payments } = loadStandaloneConfig(standIn);
    expect(payments).toEqual(expected);
    expect(loadConsoleConfig({ ...base, ...paymentVariables(payments) }).payments).toEqual(expected);
    expect(loadConsoleConfig(base).payments).toBeNull();
    expect(paymentVariables(null)).toEqual({});
  });

  test.each([
    [{ STRIPE_SECRET_KEY: `pk_test_${"a".repeat(24)}` }, /STRIPE_SECRET_KEY: is the publishable key/],
    [{ STRIPE_SECRET_KEY: "sk_test_short" }, /STRIPE_SECRET_KEY: must be a whole key/],
    [{ STRIPE_SECRET_KEY: "" }, /STRIPE_WEBHOOK_SECRETS: goes with STRIPE_SECRET_KEY/],
    [{ STRIPE_WEBHOOK_SECRETS: "" }, /STRIPE_WEBHOOK_SECRETS: is missing/],
    [{ STRIPE_WEBHOOK_SECRETS: `whsec_${"b".repeat(32)},` }, /STRIPE_WEBHOOK_SECRETS: must be whole/],
    [{ STRIPE_API_BASE: "http://stripe.internal" }, /STRIPE_API_BASE: must be an https/],
    [{ STRIPE_TAX: "yes" }, /STRIPE_TAX: must be automatic or none/],
    [{ TAX_RATES: "VAT=19" }, /TAX_RATES: are not charged by Stripe/],
    [
      { STRIPE_SECRET_KEY: `sk_live_${"a".repeat(24)}`, STRIPE_API_BASE: "http://localhost:4242" },
      /STRIPE_API_BASE: is this machine, and STRIPE_SECRET_KEY a live key/,
    ],
  ])("is refused with %j, in words that repeat no secret", (changes, reason) => {
    const load = () => loadStandaloneConfig({ ...STRIPE, ...changes });
    expect(load).toThrow(reason);
    expect(load).not.toThrow(/_[abc]{24}/);
  });
});
