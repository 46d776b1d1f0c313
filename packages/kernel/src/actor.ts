/**
 * Who acts. A verb asks `policy` whether this actor may try, and writes the label into the audit log.
 * `personId` is null for the system itself (seed, background work).
 */
export type Actor = {
  readonly teamId: string;
  readonly personId: string | null;
  readonly role: string;
  /** What a person reads in the audit log, such as an e-mail address. */
  readonly label: string;
};

export const SYSTEM_ACTOR_LABEL = "system";

/** The system acting inside one team, with every permission. */
export function systemActor(teamId: string): Actor {
  return { teamId, personId: null, role: "owner", label: SYSTEM_ACTOR_LABEL };
}
