import { findProfiles } from "@millrace/catalog";
import type { TeamTx } from "@millrace/db";
import { Fault } from "@millrace/kernel";
import type { ServingSettings } from "./settings.ts";

/**
 * A variant that was measured and refused cannot be asked for by name. One that nobody measured yet can: its deployment
 * starts when that is done, and never as another variant.
 */
export async function assertVariantOffered(
  tx: TeamTx,
  modelVersionId: string,
  { variant }: Pick<ServingSettings, "variant">,
): Promise<void> {
  if (variant !== "int8") return;
  const profiles = await findProfiles(tx, modelVersionId);
  const reason = profiles.find((profile) => profile.variant === variant)?.reason ?? null;
  if (reason === null) return;
  throw new Fault({
    kind: "precondition",
    code: "deployments.variant_refused",
    message: `This model is not offered in int8. ${reason}`,
    param: "settings.variant",
  });
}
