import { Fault } from "@millrace/kernel";
import type { Session } from "@millrace/people";

/** What a team's own provider says of somebody holds in that team alone. Fault `forbidden` `teams.confined_session`. */
export function requireUnconfined({ ssoTeamId }: Session): void {
  if (ssoTeamId === null) return;
  throw new Fault({
    kind: "forbidden",
    code: "teams.confined_session",
    message:
      "You came in through a team's single sign-on, which holds for that team alone. Sign in another way for this.",
  });
}
