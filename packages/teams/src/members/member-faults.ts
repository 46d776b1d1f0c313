import { Fault } from "@millrace/kernel";

export function noSuchMember(): Fault {
  return new Fault({
    kind: "not_found",
    code: "teams.no_such_member",
    message: "There is no such person in the team.",
  });
}

export function lastOwner(): Fault {
  return new Fault({
    kind: "precondition",
    code: "teams.last_owner",
    message: "A team always has an owner. Make somebody else an owner first.",
  });
}
