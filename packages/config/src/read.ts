import { Fault } from "@millrace/kernel";
import { z } from "zod";

/** Reads a section of the environment. All faults are reported in one go: Fault `config.invalid`. */
export function read<Shape extends z.ZodRawShape>(
  shape: Shape,
  env: NodeJS.ProcessEnv = process.env,
): Readonly<z.infer<z.ZodObject<Shape>>> {
  // An empty variable is an absent one, as in most shells' `VAR= command`.
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const result = z.object(shape).safeParse(present);
  if (result.success) return Object.freeze(result.data);
  const faults = result.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new Fault({
    kind: "invalid",
    code: "config.invalid",
    message: `The environment has ${faults.length === 1 ? "a bad variable" : `${faults.length} bad variables`}:\n${faults.join("\n")}`,
  });
}
