import { NO_ORIGIN, newId } from "@millrace/kernel";
import type { Session } from "@millrace/people";

export function operator(isOperator = true): Session {
  return {
    id: newId(),
    person: { id: newId(), email: "operator@example.test", name: "Op" },
    method: "password",
    ssoTeamId: null,
    secondFactorAt: null,
    provedAt: new Date(),
    isOperator,
    origin: NO_ORIGIN,
  };
}
