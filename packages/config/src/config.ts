import { PAYMENT_VARIABLES, type PaymentsConfig, payments } from "./payments.ts";
import { read } from "./read.ts";
import {
  addresses,
  type KeySource,
  keySource,
  type MailConfig,
  mail,
  requiredKeySource,
  type TaxRateConfig,
  taxRates,
} from "./sections.ts";
import { type SignInProvider, type SignInValues, signInProviders } from "./sign-in-providers.ts";
import {
  INVOICE_VARIABLES,
  MIGRATIONS_FOLDER,
  MODELS_FOLDER,
  SIGN_IN_VARIABLES,
  VARIABLES,
} from "./variables.ts";

type LogLevel = "debug" | "info" | "warn" | "error";

const KEY_VARIABLES = {
  ENCRYPTION_KEY: VARIABLES.ENCRYPTION_KEY,
  ENCRYPTION_KEYS_PREVIOUS: VARIABLES.ENCRYPTION_KEYS_PREVIOUS,
  ENCRYPTION_KEY_FILE: VARIABLES.ENCRYPTION_KEY_FILE,
};

const required = <T extends { unwrap(): unknown }>(variable: T) =>
  variable.unwrap() as ReturnType<T["unwrap"]>;

export type StandaloneConfig = Readonly<{
  consolePort: number;
  apiPort: number;
  grpcPort: number;
  /** What this machine is called among those of the installation; absent: by its own name. */
  nodeName: string | undefined;
  /** Where browsers reach the console, and clients the API. */
  consoleUrl: string;
  apiUrl: string;
  trustedProxies: number;
  outgoingAllow: readonly string[];
  ssoDomains: readonly string[];
  /** What the console is told of accounts elsewhere. */
  signIn: SignInValues;
  /** Taxes as they were written, and who invoices. */
  taxRates: readonly string[];
  invoiceIssuer: string | undefined;
  /** Who collects; null: nobody does. */
  payments: PaymentsConfig | null;
  /** Absent: the embedded PostgreSQL is used. */
  databaseUrl: string | undefined;
  /** Folder of everything that must last. */
  home: string;
  /** Absent: generated into the home folder at the first run. */
  sessionSecret: string | undefined;
  /** Absent: a file in the home folder. */
  encryption: KeySource | undefined;
  mail: MailConfig;
  migrationsFolder: string;
  modelsFolder: string;
  logLevel: LogLevel;
}>;

/** For the process that runs everything on one machine. Fault `config.invalid` names every bad variable. */
export function loadStandaloneConfig(env?: NodeJS.ProcessEnv): StandaloneConfig {
  const { DATABASE_APP_URL: _app, DATABASE_SYSTEM_URL: _system, SENDS_MAIL: _sends, ...shape } = VARIABLES;
  const values = read(shape, env);
  const { consoleUrl, apiUrl } = addresses(values);
  return Object.freeze({
    consolePort: values.CONSOLE_PORT,
    apiPort: values.API_PORT,
    grpcPort: values.GRPC_PORT,
    nodeName: values.NODE_NAME,
    consoleUrl,
    apiUrl,
    trustedProxies: values.TRUSTED_PROXIES,
    outgoingAllow: values.OUTGOING_ALLOW,
    ssoDomains: values.SSO_DOMAINS,
    signIn: signInValues(values),
    taxRates: values.TAX_RATES,
    invoiceIssuer: values.INVOICE_ISSUER,
    payments: payments(values),
    databaseUrl: values.DATABASE_URL,
    home: values.MILLRACE_HOME,
    sessionSecret: values.SESSION_SECRET,
    encryption: keySource(values),
    mail: mail(values, consoleUrl),
    migrationsFolder: MIGRATIONS_FOLDER,
    modelsFolder: MODELS_FOLDER,
    logLevel: values.LOG_LEVEL,
  });
}

/** Faults in them are told here and now, not by a service that does not start. */
function signInValues(values: SignInValues): SignInValues {
  signInProviders(values);
  const names = Object.keys(SIGN_IN_VARIABLES) as (keyof SignInValues)[];
  return Object.fromEntries(names.flatMap((name) => (values[name] ? [[name, values[name]]] : [])));
}

export type ConsoleConfig = Readonly<{
  /** Folder of everything that must last; exports of teams lie in it. */
  home: string;
  consolePort: number;
  /** Where browsers reach the console. */
  consoleUrl: string;
  /** Where clients reach the API; shown in snippets. */
  apiUrl: string;
  /** How many stand before the console and tell it whose request they pass on. */
  trustedProxies: number;
  /** Private hosts, addresses and networks that requests of ours may reach. */
  outgoingAllow: readonly string[];
  /** Domains that any team's single sign-on may claim. */
  ssoDomains: readonly string[];
  /** Accounts elsewhere with which people may sign in. */
  signInProviders: readonly SignInProvider[];
  /** Taxes that are added to every invoice. */
  taxRates: readonly TaxRateConfig[];
  /** Name and address of whoever invoices, as they stand on the invoice. */
  invoiceIssuer: string | undefined;
  /** Who collects; null: nobody does. */
  payments: PaymentsConfig | null;
  sessionSecret: string;
  encryption: KeySource;
  /** Whether mail leaves this installation; if not, links are shown to operators. */
  sendsMail: boolean;
  databaseAppUrl: string;
  databaseSystemUrl: string;
  logLevel: LogLevel;
}>;

/** For the console. Fault `config.invalid` names every bad variable. */
export function loadConsoleConfig(env?: NodeJS.ProcessEnv): ConsoleConfig {
  const values = read(
    {
      CONSOLE_PORT: VARIABLES.CONSOLE_PORT,
      API_PORT: VARIABLES.API_PORT,
      CONSOLE_URL: VARIABLES.CONSOLE_URL,
      API_URL: VARIABLES.API_URL,
      TRUSTED_PROXIES: VARIABLES.TRUSTED_PROXIES,
      OUTGOING_ALLOW: VARIABLES.OUTGOING_ALLOW,
      SSO_DOMAINS: VARIABLES.SSO_DOMAINS,
      ...SIGN_IN_VARIABLES,
      ...INVOICE_VARIABLES,
      ...PAYMENT_VARIABLES,
      MILLRACE_HOME: VARIABLES.MILLRACE_HOME,
      SESSION_SECRET: required(VARIABLES.SESSION_SECRET),
      ...KEY_VARIABLES,
      SENDS_MAIL: VARIABLES.SENDS_MAIL,
      DATABASE_APP_URL: required(VARIABLES.DATABASE_APP_URL),
      DATABASE_SYSTEM_URL: required(VARIABLES.DATABASE_SYSTEM_URL),
      LOG_LEVEL: VARIABLES.LOG_LEVEL,
    },
    env,
  );
  return Object.freeze({
    consolePort: values.CONSOLE_PORT,
    ...addresses(values),
    trustedProxies: values.TRUSTED_PROXIES,
    outgoingAllow: values.OUTGOING_ALLOW,
    ssoDomains: values.SSO_DOMAINS,
    signInProviders: signInProviders(values),
    taxRates: taxRates(values.TAX_RATES),
    invoiceIssuer: values.INVOICE_ISSUER,
    payments: payments(values),
    sessionSecret: values.SESSION_SECRET,
    home: values.MILLRACE_HOME,
    encryption: requiredKeySource(values),
    sendsMail: values.SENDS_MAIL,
    databaseAppUrl: values.DATABASE_APP_URL,
    databaseSystemUrl: values.DATABASE_SYSTEM_URL,
    logLevel: values.LOG_LEVEL,
  });
}

export type InferenceConfig = Readonly<{
  apiPort: number;
  grpcPort: number;
  /** What the node is called among those of the installation; absent: the machine's name. */
  nodeName: string | undefined;
  /** How many stand before the API and tell it whose request they pass on. */
  trustedProxies: number;
  home: string;
  modelsFolder: string;
  encryption: KeySource;
  databaseAppUrl: string;
  databaseSystemUrl: string;
  logLevel: LogLevel;
}>;

/** For the inference service. Fault `config.invalid` names every bad variable. */
export function loadInferenceConfig(env?: NodeJS.ProcessEnv): InferenceConfig {
  const values = read(
    {
      API_PORT: VARIABLES.API_PORT,
      GRPC_PORT: VARIABLES.GRPC_PORT,
      NODE_NAME: VARIABLES.NODE_NAME,
      TRUSTED_PROXIES: VARIABLES.TRUSTED_PROXIES,
      MILLRACE_HOME: VARIABLES.MILLRACE_HOME,
      ...KEY_VARIABLES,
      DATABASE_APP_URL: required(VARIABLES.DATABASE_APP_URL),
      DATABASE_SYSTEM_URL: required(VARIABLES.DATABASE_SYSTEM_URL),
      LOG_LEVEL: VARIABLES.LOG_LEVEL,
    },
    env,
  );
  return Object.freeze({
    apiPort: values.API_PORT,
    grpcPort: values.GRPC_PORT,
    nodeName: values.NODE_NAME,
    trustedProxies: values.TRUSTED_PROXIES,
    home: values.MILLRACE_HOME,
    modelsFolder: MODELS_FOLDER,
    encryption: requiredKeySource(values),
    databaseAppUrl: values.DATABASE_APP_URL,
    databaseSystemUrl: values.DATABASE_SYSTEM_URL,
    logLevel: values.LOG_LEVEL,
  });
}

export type ControllerConfig = Readonly<{
  /** Where the links in mails lead. */
  consoleUrl: string;
  mail: MailConfig;
  /** Taxes that are added to every invoice. */
  taxRates: readonly TaxRateConfig[];
  /** Who collects; null: nobody does. */
  payments: PaymentsConfig | null;
  encryption: KeySource;
  /** Folder of everything that must last. */
  home: string;
  databaseAppUrl: string;
  databaseSystemUrl: string;
  logLevel: LogLevel;
}>;

/** For the controller. Fault `config.invalid` names every bad variable. */
export function loadControllerConfig(env?: NodeJS.ProcessEnv): ControllerConfig {
  const values = read(
    {
      CONSOLE_PORT: VARIABLES.CONSOLE_PORT,
      API_PORT: VARIABLES.API_PORT,
      CONSOLE_URL: VARIABLES.CONSOLE_URL,
      SMTP_URL: VARIABLES.SMTP_URL,
      MAIL_FROM: VARIABLES.MAIL_FROM,
      TAX_RATES: VARIABLES.TAX_RATES,
      ...PAYMENT_VARIABLES,
      ...KEY_VARIABLES,
      MILLRACE_HOME: VARIABLES.MILLRACE_HOME,
      DATABASE_APP_URL: required(VARIABLES.DATABASE_APP_URL),
      DATABASE_SYSTEM_URL: required(VARIABLES.DATABASE_SYSTEM_URL),
      LOG_LEVEL: VARIABLES.LOG_LEVEL,
    },
    env,
  );
  const { consoleUrl } = addresses(values);
  return Object.freeze({
    consoleUrl,
    mail: mail(values, consoleUrl),
    taxRates: taxRates(values.TAX_RATES),
    payments: payments(values),
    encryption: requiredKeySource(values),
    home: values.MILLRACE_HOME,
    databaseAppUrl: values.DATABASE_APP_URL,
    databaseSystemUrl: values.DATABASE_SYSTEM_URL,
    logLevel: values.LOG_LEVEL,
  });
}

/** What any process needs of the surroundings; nothing of ours. */
const INHERITED = ["PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "TZ", "USER", "NODE_EXTRA_CA_CERTS"];

/**
 * The whole environment of a service that we start: a few neutral variables of our own, the given ones, and every
 * dependency's telemetry off. Whatever else stood in our environment does not reach it.
 */
export function serviceEnvironment(
  variables: Partial<Record<keyof typeof VARIABLES, string>>,
  env: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  const inherited = INHERITED.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]));
  return {
    ...Object.fromEntries(inherited),
    ...variables,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    ORT_DISABLE_TELEMETRY: "1",
    CHECKPOINT_DISABLE: "1",
  };
}
