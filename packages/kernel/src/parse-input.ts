import { Fault } from "./fault.ts";

/** The part of a zod schema that a verb needs. */
type Schema<T> = {
  safeParse(input: unknown): { success: true; data: T } | { success: false; error: Rejection };
};
type Rejection = { issues: readonly { path: readonly PropertyKey[]; message: string }[] };

/** The first beat of a verb: trusts nothing, names the field. Fault `invalid` with `code`. */
export function parseInput<T>(schema: Schema<T>, input: unknown, code: string): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const param = issue?.path.map(String).join(".");
  throw new Fault({
    kind: "invalid",
    code,
    message: param ? `${param}: ${issue?.message}` : (issue?.message ?? "The input has another shape."),
    param: param || undefined,
  });
}
