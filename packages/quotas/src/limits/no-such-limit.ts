import { Fault } from "@millrace/kernel";

export function noSuchLimit(): Fault {
  return new Fault({ kind: "not_found", code: "quotas.no_such_limit", message: "There is no such limit." });
}
