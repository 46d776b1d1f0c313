import { type Clock, Fault } from "@millrace/kernel";
import { type FoundKey, parseKey } from "@millrace/keys";

/** Keys held at once; the least recently used goes first. */
const KEYS_MAX = 10_000;
/** How long an unknown key is refused without asking again. */
const UNKNOWN_TTL_MS = 2_000;
/** While the database is away, keys that worked go on working for this long, then fail closed. */
const STALE_MAX_MS = 10 * 60_000;

export type KeyRing = {
  /** The key of an `Authorization` header. Fault `unauthenticated`, the same for every way of not being a working key. */
  verify(authorization: string | undefined): Promise<FoundKey>;
  /** Asks which of the held keys still work; called every second, so that a revocation takes effect within two. */
  sweep(): Promise<void>;
  /** Hands over the keys used since the last report, with the time of their last use; kept when the report fails. */
  reportUsed(report: (used: KeyUse[]) => Promise<void>): Promise<void>;
};

export type KeyUse = { teamId: string; id: string; at: Date };

type Source = {
  find(hash: Buffer): Promise<FoundKey | null>;
  /** Of these, the ids of those that no longer work. */
  findRevoked(keys: { teamId: string; id: string }[]): Promise<string[]>;
};

type Held = { key: FoundKey; confirmedMs: number };

/** Keys that were looked up once, held in memory by their hash so that a request needs no database. */
export function createKeyRing(source: Source, clock: Clock): KeyRing {
  const held = new Map<string, Held>();
  const unknown = new Map<string, number>();
  const looking = new Map<string, Promise<FoundKey | null>>();
  const used = new Map<string, KeyUse>();

  function lookUp(name: string, hash: Buffer): Promise<FoundKey | null> {
    const running = looking.get(name);
    if (running) return running;
    const search = source
      .find(hash)
      .then((key) => (key?.revokedAt === null ? key : null))
      .finally(() => looking.delete(name));
    looking.set(name, search);
    return search;
  }

  async function known(hash: Buffer): Promise<FoundKey | null> {
    const name = hash.toString("base64");
    const entry = held.get(name);
    if (entry) {
      if (clock.monotonicMs() - entry.confirmedMs > STALE_MAX_MS) throw tooStale();
      renew(held, name, entry);
      return entry.key;
    }
    if ((unknown.get(name) ?? 0) > clock.monotonicMs()) return null;
    const key = await lookUp(name, hash);
    if (key === null) renew(unknown, name, clock.monotonicMs() + UNKNOWN_TTL_MS);
    else renew(held, name, { key, confirmedMs: clock.monotonicMs() });
    return key;
  }

  return {
    verify: async (authorization) => {
      const hash = parseAuthorization(authorization);
      const key = hash === null ? null : await known(hash);
      if (key === null) throw notAKey(authorization);
      used.set(key.id, { teamId: key.teamId, id: key.id, at: clock.now() });
      return key;
    },
    sweep: async () => {
      if (held.size === 0) return;
      const askedMs = clock.monotonicMs();
      const revoked = new Set(
        await source.findRevoked([...held.values()].map(({ key }) => ({ teamId: key.teamId, id: key.id }))),
      );
      for (const [name, entry] of held) {
        if (revoked.has(entry.key.id)) held.delete(name);
        else entry.confirmedMs = Math.max(entry.confirmedMs, askedMs);
      }
    },
    reportUsed: async (report) => {
      const taken = [...used.values()];
      await report(taken);
      for (const use of taken) if (used.get(use.id) === use) used.delete(use.id);
    },
  };
}

/** Puts an entry at the young end, and drops the oldest beyond the bound. */
function renew<T>(map: Map<string, T>, name: string, value: T): void {
  map.delete(name);
  map.set(name, value);
  if (map.size <= KEYS_MAX) return;
  const oldest = map.keys().next();
  if (!oldest.done) map.delete(oldest.value);
}

function parseAuthorization(header: string | undefined): Buffer | null {
  const text = header?.match(/^Bearer +([^\s]+)\s*$/i)?.[1];
  return text === undefined ? null : (parseKey(text)?.hash ?? null);
}

function notAKey(header: string | undefined): Fault {
  return new Fault({
    kind: "unauthenticated",
    code: "invalid_api_key",
    message:
      header === undefined
        ? "No API key was sent. Send it in the header `Authorization: Bearer mr_live_…`; the console's Keys page makes one."
        : "This API key is not valid: it is mistyped, unknown or revoked. The console's Keys page lists the working ones.",
  });
}

function tooStale(): Fault {
  return new Fault({
    kind: "unavailable",
    code: "keys.cannot_verify",
    message: "API keys cannot be checked at the moment, since the database is away. Try again later.",
    retryAfterMs: 5_000,
  });
}
