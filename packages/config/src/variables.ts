import { isIP } from "node:net";
import { dirname, isAbsolute, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { httpUrl } from "./addresses.ts";
import { PAYMENT_VARIABLES } from "./payments.ts";

// Not import.meta.dirname, which bundles do not have.
const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const SECRET_CHARACTERS_MIN = 32;

const decimal = /^\d{1,5}$/;
const nodeName = z
  .string()
  .regex(/^[\w.-]{1,63}$/, "must be up to 63 letters, digits, dots, dashes and underscores");
const port = z
  .string()
  .refine(
    (text) => decimal.test(text) && Number(text) >= 1 && Number(text) <= 65_535,
    "must be a port, 1 to 65535",
  )
  .transform(Number);

const PROXIES_MAX = 9;
const hops = z
  .string()
  .regex(
    new RegExp(`^[0-${PROXIES_MAX}]$`),
    `must be how many proxies stand before Millrace, 0 to ${PROXIES_MAX}`,
  )
  .transform(Number);

const postgresUrl = z
  .string()
  .refine(
    (text) => /^postgres(ql)?:\/\/[^/]+\/[^/?]+/.test(text) && URL.canParse(text),
    "must look like postgres://user:password@host:5432/database",
  );

const secret = z
  .string()
  .min(
    SECRET_CHARACTERS_MIN,
    `must have at least ${SECRET_CHARACTERS_MIN} characters (try: openssl rand -base64 32)`,
  );

const secrets = z
  .string()
  .transform((text) => text.split(",").map((entry) => entry.trim()))
  .refine(
    (entries) => entries.every((entry) => entry.length >= SECRET_CHARACTERS_MIN),
    `must be keys of at least ${SECRET_CHARACTERS_MIN} characters, separated by commas`,
  );

const smtpUrl = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^smtps?:$/.test(new URL(text).protocol) && new URL(text).hostname !== "",
    "must look like smtp://user:password@host:587 or smtps://user:password@host:465",
  );

/** `Name <a@b>` or `a@b`; one, and nothing that a header could take for more. */
const MAILBOX =
  /^(?:[^\p{C}<>@,;:"\\]{1,100}<[^\s\p{C}<>@,;:"]+@[^\s\p{C}<>@,;:"]+>|[^\s\p{C}<>@,;:"]+@[^\s\p{C}<>@,;:"]+)$/u;
const mailbox = z.string().regex(MAILBOX, "must look like mail@example.com or Millrace <mail@example.com>");

const flag = z.enum(["yes", "no"], "must be yes or no").transform((text) => text === "yes");

const HOST = /^(?!-)[a-z0-9._-]+(?<!-)$/i;
const hosts = z
  .string()
  .transform((text) => text.split(",").map((entry) => entry.trim()))
  .refine(
    (entries) => entries.every((entry) => HOST.test(entry) || isAddressOrNetwork(entry)),
    "must be hosts, addresses or networks such as 10.1.0.0/16, separated by commas",
  );

const DOMAIN = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/;
const domains = z
  .string()
  .transform((text) => text.split(",").map((entry) => entry.trim().toLowerCase()))
  .refine(
    (entries) => entries.every((entry) => DOMAIN.test(entry)),
    "must be domains such as example.com, separated by commas",
  );

function isAddressOrNetwork(entry: string): boolean {
  const [address = "", bits = "0", ...rest] = entry.split("/");
  const family = isIP(address);
  return (
    family !== 0 && rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128)
  );
}

const path = z
  .string()
  .refine((text) => !text.includes("\0"), "must be a path")
  .transform((text) => (isAbsolute(text) ? text : resolve(ROOT, text)));

/** `Name=19` or `Name=7.25`, up to four digits behind the point. */
export const TAX_RATE = /^([^=,\p{C}]{1,40})=(100|\d{1,2})(?:\.(\d{1,4}))?$/u;
const taxRates = z
  .string()
  .transform((entries) => entries.split(",").map((entry) => entry.trim()))
  .refine(
    (entries) => entries.every((entry) => TAX_RATE.test(entry)),
    "must be taxes with their percent such as VAT=19, separated by commas",
  );

const text = z.string().trim().min(1).max(200);

const issuerUrl = httpUrl.refine(
  (url) => url.startsWith("https:") || /^http:\/\/(localhost|127\.0\.0\.1)(:|\/|$)/.test(url),
  "must be an https address",
);

/** Accounts elsewhere with which people may sign in. */
export const SIGN_IN_VARIABLES = {
  GITHUB_CLIENT_ID: text.optional(),
  GITHUB_CLIENT_SECRET: text.optional(),
  GOOGLE_CLIENT_ID: text.optional(),
  GOOGLE_CLIENT_SECRET: text.optional(),
  OIDC_ISSUER: issuerUrl.optional(),
  OIDC_CLIENT_ID: text.optional(),
  OIDC_CLIENT_SECRET: text.optional(),
  OIDC_NAME: text.optional(),
};

/** What stands on invoices. */
export const INVOICE_VARIABLES = {
  TAX_RATES: taxRates.default([]),
  INVOICE_ISSUER: z
    .string()
    .trim()
    .regex(/^\P{C}{1,300}$/u, "must be a name and an address of at most 300 characters")
    .optional(),
};

/** Every variable that Millrace reads, by name. docs/guides/configuration.md explains each; a test holds the two together. */
export const VARIABLES = {
  CONSOLE_PORT: port.default(3000),
  API_PORT: port.default(8080),
  GRPC_PORT: port.default(8081),
  NODE_NAME: nodeName.optional(),
  DATABASE_URL: postgresUrl.optional(),
  MILLRACE_HOME: path.default(resolve(ROOT, ".millrace")),
  SESSION_SECRET: secret.optional(),
  ENCRYPTION_KEY: secret.optional(),
  ENCRYPTION_KEYS_PREVIOUS: secrets.default([]),
  ENCRYPTION_KEY_FILE: path.optional(),
  SMTP_URL: smtpUrl.optional(),
  MAIL_FROM: mailbox.optional(),
  SENDS_MAIL: flag.default(false),
  CONSOLE_URL: httpUrl.optional(),
  API_URL: httpUrl.optional(),
  TRUSTED_PROXIES: hops.default(0),
  OUTGOING_ALLOW: hosts.default([]),
  SSO_DOMAINS: domains.default([]),
  ...SIGN_IN_VARIABLES,
  ...INVOICE_VARIABLES,
  ...PAYMENT_VARIABLES,
  DATABASE_APP_URL: postgresUrl.optional(),
  DATABASE_SYSTEM_URL: postgresUrl.optional(),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error"], "must be debug, info, warn or error").default("info"),
};

export const MODELS_FOLDER = resolve(ROOT, "models");
export const MIGRATIONS_FOLDER = resolve(ROOT, "prisma", "migrations");
