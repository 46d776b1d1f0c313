import { lookup, Resolver } from "node:dns/promises";

/** All addresses of a host name; none when it has none. Rejects when no name server answers. */
export type ResolveHost = (host: string) => Promise<string[]>;

const NAME_SERVER_TIMEOUT_MS = 2_000;
const TRIES = 2;
const ABSENT: ReadonlySet<unknown> = new Set(["ENOTFOUND", "ENODATA", "EBADNAME"]);

/**
 * Asks name servers, not the system: the system's look-up holds one of four threads, and whose name server is slow on
 * purpose would hold them all.
 */
export const askNameServers: ResolveHost = async (host) => {
  const resolver = new Resolver({ timeout: NAME_SERVER_TIMEOUT_MS, tries: TRIES });
  const [four, six] = await Promise.all([orNone(resolver.resolve4(host)), orNone(resolver.resolve6(host))]);
  return [...four, ...six];
};

/** Asks the system, which also knows the names in its own files: for hosts that the operator named. */
export const askSystem: ResolveHost = async (host) => {
  const found = await orNone(lookup(host, { all: true }));
  return found.map(({ address }) => address);
};

export type ReadTxt = (name: string) => Promise<string[]>;

/** The TXT records of a name, each as one string; none when it has none. */
export const readTxt: ReadTxt = async (name) => {
  const resolver = new Resolver({ timeout: NAME_SERVER_TIMEOUT_MS, tries: TRIES });
  return (await orNone(resolver.resolveTxt(name))).map((parts) => parts.join(""));
};

async function orNone<T>(asked: Promise<T[]>): Promise<T[]> {
  try {
    return await asked;
  } catch (err) {
    if (ABSENT.has((err as NodeJS.ErrnoException).code)) return [];
    throw err;
  }
}
