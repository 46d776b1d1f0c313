import type { Actor } from "@millrace/kernel";
import type { Person } from "./person.ts";
import type { Team } from "./team.ts";

/** A person at work in one of their teams. */
export type Session = { actor: Actor; person: Person; team: Team };
