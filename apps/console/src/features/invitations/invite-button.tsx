import { assignableRoles, listRoles, may } from "@millrace/teams";
import { environment } from "../../server/environment.ts";
import { requireContext } from "../../server/session.ts";
import { InviteDialog } from "./invite-dialog.tsx";

/** For whoever may invite; to others there is none. */
export async function InviteButton() {
  const ctx = await requireContext();
  if (!may(ctx.actor, "invitations.write")) return null;
  const roles = await listRoles(ctx);
  const givable = assignableRoles(ctx.actor, roles);
  const { config } = environment();
  return (
    <InviteDialog
      roles={roles.filter(({ id }) => givable.includes(id)).map(({ id, name }) => ({ id, name }))}
      consoleUrl={config.consoleUrl}
      sendsMail={config.sendsMail}
    />
  );
}
