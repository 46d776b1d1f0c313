import type { Context } from "@millrace/db";
import { listDeployments } from "@millrace/deployments";
import { keyState, listKeys } from "@millrace/keys";
import { listMembers, may } from "@millrace/teams";
import type { LimitSubjects, Named } from "./limit-subjects.ts";

/** What the reader may see of all that a limit can be for. */
export async function readSubjects(ctx: Context): Promise<LimitSubjects> {
  const { actor, clock } = ctx;
  const now = clock.now();
  const [members, keys, deployments] = await Promise.all([
    may(actor, "members.read") ? listMembers(ctx) : [],
    may(actor, "keys.read") ? listKeys(ctx) : [],
    may(actor, "deployments.read") ? listDeployments(ctx) : [],
  ]);
  const isLetIn = (key: (typeof keys)[number]) => ["working", "replaced"].includes(keyState(key, now));
  return {
    member: members.map(({ personId, name }) => ({ id: personId, name })),
    key: keys.filter(isLetIn).map(nameOf),
    deployment: deployments.map(nameOf),
  };
}

function nameOf({ id, name }: Named): Named {
  return { id, name };
}
