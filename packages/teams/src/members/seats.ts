import { Fault } from "@millrace/kernel";
import type { AnyTx } from "../roles/store.ts";
import { findSeats } from "./store.ts";

/** Of teams whose seats nobody limits. */
export const MEMBERS_MAX = 2_000;

/** How many more may be invited or come in; open invitations have their seats already. */
export async function countFreeSeats(tx: AnyTx, teamId: string, now: Date): Promise<number> {
  const { seatsMax, members, invited } = await findSeats(tx, teamId, now);
  return Math.max((seatsMax ?? MEMBERS_MAX) - members - invited, 0);
}

/** Fault `precondition` `teams.no_seat`. For whoever comes in by an invitation, whose seat is theirs unless there are fewer since. */
export async function requireReservedSeat(tx: AnyTx, teamId: string, now: Date): Promise<void> {
  const { seatsMax, members } = await findSeats(tx, teamId, now);
  if (members >= (seatsMax ?? MEMBERS_MAX)) throw noSeat();
}

/** Fault `precondition` `teams.no_seat`. For whoever comes in uninvited, or is invited now. */
export async function requireFreeSeat(tx: AnyTx, teamId: string, now: Date): Promise<void> {
  if ((await countFreeSeats(tx, teamId, now)) === 0) throw noSeat();
}

export function noSeat(): Fault {
  return new Fault({
    kind: "precondition",
    code: "teams.no_seat",
    message:
      "All seats of this team are taken, by members and open invitations. Whoever runs this installation can add some.",
  });
}
