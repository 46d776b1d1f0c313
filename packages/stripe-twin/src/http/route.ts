import type { z } from "zod";
import type { World } from "../world/world.ts";
import type { Form } from "./parse-form.ts";
import { StripeFault } from "./stripe-fault.ts";

export type Method = "GET" | "POST" | "DELETE";

/** One method at one address. It answers at once, so nothing else happens in the twin meanwhile. */
export type Route = {
  method: Method;
  /** `/v1/customers/:id` */
  path: string;
  answer: (world: World, form: Form, id: (part: string) => string) => object;
};

/** Params that a route does not name are refused, as Stripe refuses what it does not know. */
export function route<S extends z.ZodType>(
  method: Method,
  path: string,
  schema: S,
  answer: (world: World, input: z.output<S>, id: (part: string) => string) => object,
): Route {
  return { method, path, answer: (world, form, id) => answer(world, parse(schema, form), id) };
}

function parse<S extends z.ZodType>(schema: S, form: Form): z.output<S> {
  const parsed = schema.safeParse(form);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw issue === undefined ? parsed.error : faultOf(deepest(issue), form);
}

/** Of several ways to write a param, the last is the full one. */
function deepest(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== "invalid_union") return issue;
  const inner = issue.errors.at(-1)?.[0];
  return inner === undefined ? issue : deepest({ ...inner, path: [...issue.path, ...inner.path] });
}

function faultOf(issue: z.core.$ZodIssue, form: Form): StripeFault {
  const [type, status] = ["invalid_request_error", 400] as const;
  if (issue.code === "unrecognized_keys") {
    const param = spell([...issue.path, issue.keys[0] ?? ""]);
    const message = `Received unknown parameter: ${param}`;
    return new StripeFault({ status, type, code: "parameter_unknown", param, message });
  }
  const param = spell(issue.path);
  if (valueAt(form, issue.path) === undefined)
    return new StripeFault({
      status,
      type,
      code: "parameter_missing",
      param,
      message: `Missing required param: ${param}.`,
    });
  return new StripeFault({
    status,
    type,
    code: "parameter_invalid",
    param,
    message: `Invalid ${param}: ${issue.message}`,
  });
}

const spell = ([first, ...rest]: readonly PropertyKey[]) =>
  [String(first ?? ""), ...rest.map((part) => `[${String(part)}]`)].join("");

function valueAt(form: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) => (typeof value === "object" && value !== null ? Reflect.get(value, part) : undefined),
    form,
  );
}
