/**
 * Who acts, in which team. A verb asks `policy` whether this actor may try, and writes label, role and address into the
 * audit log. `personId` is null for the system itself (seed, background work).
 */
export type Actor = {
  readonly teamId: string;
  readonly personId: string | null;
  /** One of the built-in roles, or the id of one that the team made. */
  readonly role: string;
  /** What a role that the team made includes; absent for a built-in one. */
  readonly grants?: readonly string[];
  /** What a person reads in the audit log, such as an e-mail address. */
  readonly label: string;
  /** Where the call came from; absent for the system. */
  readonly address?: string | null;
};

export const SYSTEM_ACTOR_LABEL = "system";

/** The system acting inside one team, with every permission. */
export function systemActor(teamId: string): Actor {
  return { teamId, personId: null, role: "owner", label: SYSTEM_ACTOR_LABEL };
}
