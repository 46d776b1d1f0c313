import type { Context } from "@millrace/db";
import { findSeats } from "../members/store.ts";
import { requirePermission } from "../policy.ts";
import { findSettings } from "./store.ts";

export type TeamSettings = {
  name: string;
  /** Whose addresses may join; empty: anybody's. */
  emailDomains: string[];
  /** Members and open invitations together; null: as many as they like. */
  seatsMax: number | null;
  seatsTaken: number;
};

export async function getTeamSettings({ database, clock, actor }: Context): Promise<TeamSettings> {
  requirePermission(actor, "team.read");
  return database.inTeam(actor.teamId, async (tx) => {
    const settings = await findSettings(tx, actor.teamId);
    const { seatsMax, members, invited } = await findSeats(tx, actor.teamId, clock.now());
    return { ...settings, seatsMax, seatsTaken: members + invited };
  });
}
