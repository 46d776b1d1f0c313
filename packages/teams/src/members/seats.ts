import { Fault } from "@millrace/kernel";
import type { AnyTx } from "../roles/store.ts";
import { findSeats } from "./store.ts";

/** Of any team: what one list shows, and what fits into it whatever an operator allows. */
export const MEMBERS_MAX = 2_000;

/** How many more may be invited or come in; open invitations have their seats already. */
export async function countFreeSeats(tx: AnyTx, teamId: string, now: Date): Promise<number> {
  const { seatsMax, members, invited } = await findSeats(tx, teamId, now);
  return Math.max(seatsOf(seatsMax) - members - invited, 0);
}

/** Fault `precondition` `teams.no_seat`. For whoever comes in by an invitation, whose seat is theirs unless there are fewer since. */
export async function requireReservedSeat(tx: AnyTx, teamId: string, now: Date): Promise<void> {
  const { seatsMax, members } = await findSeats(tx, teamId, now);
  if (members >= seatsOf(seatsMax)) throw noSeat();
}

/** Fault `precondition` `teams.no_seat`. For whoever comes in uninvited, or is invited now. */
export async function requireFreeSeat(tx: AnyTx, teamId: string, now: Date): Promise<void> {
  if ((await countFreeSeats(tx, teamId, now)) === 0) throw noSeat();
}

function seatsOf(seatsMax: number | null): number {
  return Math.min(seatsMax ?? MEMBERS_MAX, MEMBERS_MAX);
}

export function noSeat(): Fault {
  return new Fault({
    kind: "precondition",
    code: "teams.no_seat",
    message:
      "All seats of this team are taken, by members and open invitations. Whoever runs this installation can add some.",
  });
}
