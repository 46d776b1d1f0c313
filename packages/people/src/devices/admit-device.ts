import { recordPersonAudit } from "@millrace/audit";
import type { SystemTx } from "@millrace/db";
import type { Origin } from "@millrace/kernel";
import type { PeopleContext } from "../context.ts";
import { postNotice } from "../notices.ts";
import type { Addressee } from "../person.ts";
import { describeDevice } from "../rules/describe-device.ts";
import { addDeviceToken, hashDeviceTokens } from "../rules/device-tokens.ts";
import { hashToken } from "../rules/token.ts";
import { findDevice, hasDevices, insertDevice, touchDevice } from "./store.ts";

type Arrival = {
  person: Addressee;
  /** Set where a team's own provider vouches for the person, who has shown nothing themselves. */
  ssoTeamId: string | null;
  origin: Origin;
  deviceToken: string | undefined;
};

/**
 * Notes that this browser is one of the person's, unless only a team's own provider says so: it could make any number of
 * browsers known, each with guesses at the password of its own. Whoever has signed in elsewhere before is told of one that
 * is new. Returns what the browser keeps from now on; null: what it has.
 */
export async function admitDevice(
  tx: SystemTx,
  ctx: PeopleContext,
  { person, ssoTeamId, origin, deviceToken }: Arrival,
): Promise<string | null> {
  const { userAgent } = origin;
  const now = ctx.clock.now();
  const known = await findDevice(tx, person.email, hashDeviceTokens(deviceToken));
  if (known && deviceToken !== undefined) {
    await touchDevice(tx, person.id, { tokenHash: known, userAgent, lastSeenAt: now });
    return deviceToken;
  }
  if (await hasDevices(tx, person.id)) await tellOfNewDevice(tx, ctx, { person, origin });
  if (ssoTeamId !== null) return null;
  const added = addDeviceToken(deviceToken);
  const tokenHash = hashToken(added.token);
  await insertDevice(tx, person.id, { tokenHash, userAgent, firstSeenAt: now, lastSeenAt: now });
  return added.deviceToken;
}

async function tellOfNewDevice(
  tx: SystemTx,
  ctx: PeopleContext,
  { person, origin }: { person: Addressee; origin: Origin },
): Promise<void> {
  const device = describeDevice(origin.userAgent);
  const { address } = origin;
  await postNotice(tx, ctx, person, {
    template: "new_device",
    values: { address: address ?? "", device, path: "/account/sessions" },
  });
  await recordPersonAudit(
    tx,
    { clock: ctx.clock, person, address },
    {
      verb: "session.new_device",
      subjectType: "person",
      subjectId: person.id,
      after: { device },
    },
  );
}
