import { basename } from "node:path";
import { Fault } from "@millrace/kernel";

/** `reason` is a clause that goes on from "cannot be used: ", without a full stop. No path but the folder's own name. */
export function unusable(folder: string, reason: string): Fault {
  return new Fault({
    kind: "invalid",
    code: "catalog.model_unusable",
    message: `The model in the folder ${basename(folder)} cannot be used: ${reason}.`,
  });
}
