import type { Actor } from "@millrace/kernel";
import type { Person, Session } from "@millrace/people";
import type { Team } from "./team.ts";

/** A person at work in one of their teams. */
export type Member = {
  actor: Actor;
  person: Person;
  team: Team;
  session: Session;
  /** Of a role that the team made; null for a built-in one. */
  roleName: string | null;
};

/** A team that a person is in, for choosing between them. */
export type TeamOfPerson = Team & { role: string; roleName: string | null };
