import { Fault } from "@millrace/kernel";

/** Fault `config.invalid` about variables that do not go together. */
export function invalid(issue: string): Fault {
  return new Fault({
    kind: "invalid",
    code: "config.invalid",
    message: `The environment has a bad variable:\n  ${issue}`,
  });
}
