import { type AnyTx, findHeld, findRole } from "../roles/store.ts";
import { isWithinReach } from "../rules/assignment.ts";

type Backed = { createdBy: string | null; role: string };

/**
 * Tells whether somebody stands behind an invitation: whoever made it is in the team and may still invite and give its
 * role. What the system made needs nobody. Asks for each person and role once.
 */
export function backingIn(tx: AnyTx, teamId: string): (invitation: Backed) => Promise<boolean> {
  const held = remembered((personId: string) => findHeld(tx, teamId, personId));
  const roles = remembered((id: string) => findRole(tx, teamId, id));
  return async ({ createdBy, role }) => {
    const given = await roles(role);
    if (!given) return false;
    if (createdBy === null) return true;
    const theirs = await held(createdBy);
    if (!theirs?.has("invitations.write")) return false;
    return isWithinReach(theirs, { from: null, to: given.permissions });
  };
}

function remembered<T>(find: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const found = new Map<string, Promise<T>>();
  return (key) => {
    const answer = found.get(key) ?? find(key);
    found.set(key, answer);
    return answer;
  };
}
