import type { Context } from "@millrace/db";
import { Fault, isUuid } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { findRequest } from "./store-requests.ts";
import type { UsageRequest } from "./usage-request.ts";

/** One request. Fault `not_found` `metering.no_such_request`, also for another team's. */
export async function getRequest(
  { database, actor }: Context,
  { id }: { id: string },
): Promise<UsageRequest> {
  requirePermission(actor, "usage.read");
  if (!isUuid(id)) throw noSuchRequest();
  const request = await database.inTeam(actor.teamId, (tx) => findRequest(tx, actor.teamId, id));
  if (!request) throw noSuchRequest();
  return request;
}

function noSuchRequest(): Fault {
  return new Fault({
    kind: "not_found",
    code: "metering.no_such_request",
    message: "There is no request with this id.",
  });
}
