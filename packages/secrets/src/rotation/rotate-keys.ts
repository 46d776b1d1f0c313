import { setTimeout as delay } from "node:timers/promises";
import type { SystemContext } from "@millrace/db";
import { Fault } from "@millrace/kernel";
import { makeDataKey } from "../create-secrets.ts";
import type { DataKey } from "../data-key.ts";
import { newKeyText, saveKeys } from "../key-files.ts";
import { type KeyRing, keysIn } from "../key-ring.ts";
import { installationKey } from "../rules/installation-key.ts";
import { listWrappings } from "../store.ts";
import { unwrapDataKey, wrapDataKey } from "../wrap-data-key.ts";
import {
  findDataKeys,
  findOwnersInUse,
  nobodyWraps,
  removeUnlessWrappedBy,
  replaceWrapping,
  retireDataKeys,
} from "./store.ts";

const PAGE_SIZE = 200;
const WRAPPING_POLL_MS = 20;
/** Transactions are shorter. */
const WRAPPING_MAX_MS = 30_000;
const FIRST_ID = "00000000-0000-0000-0000-000000000000";

export type RotationContext = SystemContext & {
  keys: KeyRing;
  /** The key file, where it is ours to write; null: keys are given, newest first, by whoever runs the installation. */
  ownFile: string | null;
};

export type RotationOrder = {
  /** Make new data keys as well. What the old ones sealed stays as it is, and opens. */
  renewDataKeys: boolean;
  /** Remove data keys whose installation key is gone for good, and with them what they sealed. */
  giveUpLost: boolean;
};

export type Rotation = {
  /** The id of the key that now wraps everything. */
  newest: string;
  lost: number;
  renewed: number;
  rewrapped: number;
  /** All there are: each was opened with the newest key alone. */
  opened: number;
  /** Ids of keys that wrap nothing any more; they are out of the file, where it is ours. */
  retired: string[];
};

/**
 * Wraps all data keys under a new installation key and retires the others, while the installation runs. It may be killed
 * at any point and begun again: a key leaves the file only when nothing is wrapped under it. Two at once are kept apart by
 * the caller. Faults as of `checkKeys`.
 */
export async function rotateKeys(
  ctx: RotationContext,
  { renewDataKeys, giveUpLost }: RotationOrder,
): Promise<Rotation> {
  const lost = giveUpLost ? await removeLost(ctx) : 0;
  if (ctx.ownFile !== null) await addKey(ctx.ownFile);
  await untilNobodyWraps(ctx);
  const renewed = renewDataKeys ? await renew(ctx) : 0;
  const rewrapped = await rewrap(ctx);
  const [newest] = await ctx.keys.read();
  const opened = await eachDataKey(ctx, async (key) => void unwrapDataKey(key, [newest]));
  return { newest: newest.id, lost, renewed, rewrapped, opened, retired: await retire(ctx) };
}

async function removeLost({ database, keys }: RotationContext): Promise<number> {
  const ids = (await keys.read()).map(({ id }) => id);
  return database.inSystem((tx) => removeUnlessWrappedBy(tx, ids));
}

/** In front: whoever wraps from now on does it under this one. A rotation that was cut short is gone on with instead. */
async function addKey(file: string): Promise<void> {
  const present = await keysIn(file);
  if (present.length === 1) await saveKeys(file, [newKeyText(), ...present]);
}

/** Whoever read the keys before ours was there is through then, and seen by what follows. */
async function untilNobodyWraps({ database, clock }: RotationContext): Promise<void> {
  const startedMs = clock.monotonicMs();
  while (!(await database.inSystem(nobodyWraps))) {
    if (clock.monotonicMs() - startedMs > WRAPPING_MAX_MS) throw stillWrapping();
    // Asked rather than queued for: whoever wraps would have to wait behind us.
    await delay(WRAPPING_POLL_MS);
  }
}

async function renew({ database, clock, keys }: RotationContext): Promise<number> {
  const owners = await database.inSystem(findOwnersInUse);
  for (const owner of owners) {
    await database.inSystem(async (tx) => {
      if (await retireDataKeys(tx, owner, clock.now())) await makeDataKey(tx, { owner, keys, clock });
    });
  }
  return owners.length;
}

async function rewrap(ctx: RotationContext): Promise<number> {
  let count = 0;
  await eachDataKey(ctx, async (key) => {
    const ring = await ctx.keys.read();
    const [newest] = ring;
    if (key.wrappedBy === newest.id) return;
    const { id, owner } = key;
    const fresh = wrapDataKey({ id, owner, bytes: unwrapDataKey(key, ring) }, ring);
    if (await ctx.database.inSystem((tx) => replaceWrapping(tx, fresh, key.wrappedBy))) count += 1;
  });
  return count;
}

/** How many there are. */
async function eachDataKey(
  { database }: RotationContext,
  work: (key: DataKey) => Promise<void>,
): Promise<number> {
  let [after, count] = [FIRST_ID, 0];
  for (;;) {
    const page = await database.inSystem((tx) => findDataKeys(tx, after, PAGE_SIZE));
    const last = page.at(-1);
    if (last === undefined) return count;
    for (const key of page) await work(key);
    [after, count] = [last.id, count + page.length];
  }
}

/** What wraps anything stays, whatever was believed so far. */
async function retire({ database, keys, ownFile }: RotationContext): Promise<string[]> {
  const [newest, ...previous] = await keys.read();
  const wrappings = await database.inSystem(listWrappings);
  const inUse = new Set([newest.id, ...wrappings.map(({ wrappedBy }) => wrappedBy)]);
  if (ownFile !== null) {
    const kept = (await keysIn(ownFile)).filter((text) => inUse.has(installationKey(text).id));
    await saveKeys(ownFile, kept);
  }
  return previous.map(({ id }) => id).filter((id) => !inUse.has(id));
}

function stillWrapping(): Fault {
  return new Fault({
    kind: "unavailable",
    code: "secrets.still_wrapping",
    message: "A transaction that makes a data key does not end. Nothing was lost; try again.",
  });
}
