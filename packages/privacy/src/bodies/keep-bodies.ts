import { Fault } from "@millrace/kernel";
import { roomForBytes } from "@millrace/quotas";
import type { PrivacySystemContext } from "../context.ts";
import { BODIES_KEPT_AT_ONCE_MAX, type Body, PURPOSE } from "./body.ts";
import { insertBodies, lockBodyDays } from "./store.ts";

const DAY_MS = 24 * 3_600_000;
const decoder = new TextDecoder();

/**
 * Keeps bodies of one team, sealed with its data key, for as long as the team says now: what was waiting while it
 * switched off is not kept, nor what the team's limit on stored bytes has no room for. Returns how many are kept. Fault `invalid` `privacy.too_many_bodies` above 200 at once.
 */
export async function keepBodies(
  { database, secrets, clock }: PrivacySystemContext,
  teamId: string,
  bodies: readonly Body[],
): Promise<number> {
  if (bodies.length > BODIES_KEPT_AT_ONCE_MAX) throw tooMany();
  return database.inSystem(async (tx) => {
    const days = await lockBodyDays(tx, teamId);
    if (days === 0) return 0;
    const sealed = [];
    for (const { requestId, at, request, answer } of bodies) {
      const text = JSON.stringify({ request: shown(request), answer: shown(answer) });
      const place = { owner: teamId, purpose: PURPOSE, id: requestId };
      const expiresAt = new Date(at.getTime() + days * DAY_MS);
      sealed.push({ requestId, at, expiresAt, sealed: await secrets.seal(tx, place, text) });
    }
    return insertBodies(tx, teamId, fitting(sealed, await roomForBytes(tx, { clock, teamId })));
  });
}

/** The first of them that fit into so many bytes together; null: into any. */
function fitting<T extends { sealed: Uint8Array }>(bodies: T[], room: bigint | null): T[] {
  if (room === null) return bodies;
  let left = room;
  const end = bodies.findIndex(({ sealed }) => {
    left -= BigInt(sealed.byteLength);
    return left < 0n;
  });
  return end === -1 ? bodies : bodies.slice(0, end);
}

function shown({ kept, bytes }: Body["request"]) {
  return { text: decoder.decode(kept), bytes };
}

function tooMany(): Fault {
  return new Fault({
    kind: "invalid",
    code: "privacy.too_many_bodies",
    message: `At most ${BODIES_KEPT_AT_ONCE_MAX} bodies can be kept at once.`,
  });
}
