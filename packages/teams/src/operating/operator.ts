import { type Actor, Fault } from "@millrace/kernel";
import type { Session } from "@millrace/people";

/** Fault `not_found` `teams.no_such_page`: to whoever does not run the installation, what operators do does not exist. */
export function requireOperator({ isOperator }: Session): void {
  if (isOperator) return;
  throw new Fault({ kind: "not_found", code: "teams.no_such_page", message: "There is nothing here." });
}

/** The operator, as a team reads of them in its log. */
export function operatorActor({ person, origin }: Session, teamId: string): Actor {
  return {
    teamId,
    personId: person.id,
    role: "operator",
    label: person.email,
    address: origin.address,
  };
}
