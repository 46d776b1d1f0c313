import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { StandaloneConfig } from "@millrace/config";
import { ensureKeyFile } from "@millrace/secrets";
import { readJson, writePrivate } from "./private-file.ts";

const SECRET_BYTES = 32;

export type HomeSecrets = {
  sessionSecret: string;
  /** Of the embedded database's owner. */
  databasePassword: string;
};

/** Where the keys of this installation are. */
export type Encryption = NonNullable<StandaloneConfig["encryption"]>;

/** Of format 1: what is now the first line of the key file. */
type Stored = HomeSecrets & { encryptionKey?: string };

/** What lies in the data folder, with what the environment says instead. */
export async function readHomeSecrets(config: StandaloneConfig): Promise<HomeSecrets> {
  const stored = await readJson<Stored>(secretsFile(config));
  if (stored === null) return ensureHomeSecrets(config);
  return asConfigured(stored, config);
}

/** Makes what is missing. A key from before keys had a file of their own moves there and nowhere else. */
export async function ensureHomeSecrets(config: StandaloneConfig): Promise<HomeSecrets> {
  const { encryptionKey, ...stored } = (await readJson<Stored>(secretsFile(config))) ?? {
    sessionSecret: newSecret(),
    databasePassword: newSecret(),
  };
  const { encryption } = config;
  if (encryption === undefined) await ensureKeyFile(keyFile(config), encryptionKey);
  await writePrivate(secretsFile(config), stored);
  return asConfigured(stored, config);
}

/** As the environment says, else the file in the data folder. */
export function encryptionOf(config: StandaloneConfig): Encryption {
  return config.encryption ?? { kind: "file", path: keyFile(config) };
}

function asConfigured({ sessionSecret, databasePassword }: HomeSecrets, config: StandaloneConfig) {
  return { sessionSecret: config.sessionSecret ?? sessionSecret, databasePassword };
}

const newSecret = () => randomBytes(SECRET_BYTES).toString("base64url");
const secretsFile = ({ home }: StandaloneConfig) => join(home, "secrets.json");
const keyFile = ({ home }: StandaloneConfig) => join(home, "encryption.keys");
