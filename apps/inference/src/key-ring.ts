import { type Clock, Fault } from "@millrace/kernel";
import {
  type AddressList,
  addressList,
  type ChangedKeys,
  type FoundKey,
  type HeldKey,
  isAddressAllowed,
  isExpired,
  parseKey,
} from "@millrace/keys";

/** Keys held at once; the least recently used goes first. */
const KEYS_MAX = 10_000;
/** How long an unknown key is refused without asking again. */
const UNKNOWN_TTL_MS = 2_000;
/** While the database is away, keys that worked go on working for this long, then fail closed. */
const STALE_MAX_MS = 10 * 60_000;

export type KeyRing = {
  /**
   * The key of an `Authorization` header that came from this address; null: an unknown one. Faults: `unauthenticated`
   * `api_key_expired`, and `invalid_api_key` for every other way of not being a working key; `forbidden` `address_not_allowed`.
   */
  verify(authorization: string | undefined, address: string | null): Promise<FoundKey>;
  /** Asks which of the held keys have changed; called every second, so that each change takes effect within two. */
  sweep(): Promise<void>;
  /** Hands over the keys used since the last report, with the time of their last use; kept when the report fails. */
  reportUsed(report: (used: KeyUse[]) => Promise<void>): Promise<void>;
};

export type KeyUse = { teamId: string; id: string; at: Date };

type Source = {
  find(hash: Buffer): Promise<FoundKey | null>;
  findChanged(held: HeldKey[]): Promise<ChangedKeys>;
};

type Held = { key: FoundKey; addresses: AddressList; confirmedMs: number };

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

  async function known(hash: Buffer): Promise<Held | null> {
    const name = hash.toString("base64");
    const entry = held.get(name);
    if (entry) {
      if (clock.monotonicMs() - entry.confirmedMs > STALE_MAX_MS) throw tooStale();
      renew(held, name, entry);
      return entry;
    }
    if ((unknown.get(name) ?? 0) > clock.monotonicMs()) return null;
    const key = await lookUp(name, hash);
    if (key === null) {
      renew(unknown, name, clock.monotonicMs() + UNKNOWN_TTL_MS);
      return null;
    }
    const found = { key, addresses: addressList(key.allowedIps), confirmedMs: clock.monotonicMs() };
    renew(held, name, found);
    return found;
  }

  return {
    verify: async (authorization, address) => {
      const hash = parseAuthorization(authorization);
      const entry = hash === null ? null : await known(hash);
      if (entry === null) throw notAKey(authorization);
      const { key, addresses } = entry;
      if (isExpired(key.expiresAt, clock.now())) throw expired();
      if (!isAddressAllowed(addresses, address)) throw addressNotAllowed(address);
      used.set(key.id, { teamId: key.teamId, id: key.id, at: clock.now() });
      return key;
    },
    sweep: async () => {
      if (held.size === 0) return;
      const askedMs = clock.monotonicMs();
      const asked = [...held.values()].map(({ key: { teamId, id, version } }) => ({ teamId, id, version }));
      const answer = await source.findChanged(asked);
      const ended = new Set(answer.ended);
      const changed = new Map(answer.changed.map((key) => [key.id, key]));
      for (const [name, entry] of held) {
        if (ended.has(entry.key.id)) held.delete(name);
        else confirm(entry, changed.get(entry.key.id) ?? entry.key, askedMs);
      }
    },
    reportUsed: async (report) => {
      const taken = [...used.values()];
      await report(taken);
      for (const use of taken) if (used.get(use.id) === use) used.delete(use.id);
    },
  };
}

function confirm(entry: Held, key: FoundKey, askedMs: number): void {
  if (key !== entry.key) entry.addresses = addressList(key.allowedIps);
  entry.key = key;
  entry.confirmedMs = Math.max(entry.confirmedMs, askedMs);
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

/** Whoever holds the key may know when it ended: it helps them and tells nobody else anything. */
function expired(): Fault {
  return new Fault({
    kind: "unauthenticated",
    code: "api_key_expired",
    message: "This API key has expired. The console's Keys page makes another one.",
  });
}

function addressNotAllowed(address: string | null): Fault {
  const from = address === null ? "an address that the proxies do not tell" : address;
  return new Fault({
    kind: "forbidden",
    code: "address_not_allowed",
    message: `This key may not be used from ${from}. The console's Keys page lists its allowed addresses.`,
  });
}

export function notAKey(header: string | undefined): Fault {
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
