import { parseArgs } from "node:util";
import { Fault } from "@millrace/kernel";
import type { RotationOrder } from "@millrace/secrets";

export const USAGE = `
  pnpm secrets:rotate [--data-keys] [--give-up-lost]

  Puts a new key in front of the installation's, wraps every data key under it, and retires the old ones, while Millrace
  runs or not. Cut short at any point, it can be run again. Where the keys are given by ENCRYPTION_KEY or a file of your
  own, it wraps everything under the newest and says which keys you may remove.

  --data-keys      makes new data keys as well; what the old ones encrypted stays as it is, and opens
  --give-up-lost   removes data keys whose installation key is lost for good, and with them what they encrypted
`;

/** Null: only to be told how. Fault `invalid` `standalone.arguments`. */
export function readArguments(args: readonly string[]): RotationOrder | null {
  try {
    const { values } = parseArgs({
      args: args.filter((arg) => arg !== "--"),
      options: {
        "data-keys": { type: "boolean", default: false },
        "give-up-lost": { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    if (values.help) return null;
    return { renewDataKeys: values["data-keys"], giveUpLost: values["give-up-lost"] };
  } catch (error) {
    throw new Fault({
      kind: "invalid",
      code: "standalone.arguments",
      message: `${error instanceof Error ? error.message.split(".")[0] : error}.\n${USAGE}`,
    });
  }
}
