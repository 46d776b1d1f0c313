import { Fault } from "@millrace/kernel";

export function nameTaken(): Fault {
  return new Fault({
    kind: "conflict",
    code: "teams.role_name_taken",
    message: "The team has a role of this name.",
    param: "name",
  });
}

export function noSuchRole(): Fault {
  return new Fault({ kind: "not_found", code: "teams.no_such_role", message: "The team has no such role." });
}
