import { z } from "zod";

type Schema = {
  type?: string;
  format?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minimum?: number;
  default?: unknown;
};

const ID_NAME = /(^id$|Id$|Ids$)/;
/** Of a role of a team's own, the id. */
const ROLE_NAME = /(^role$|Role$)/;

export type Named = { id: string; name: string; role: string };

/**
 * An input that a procedure takes, made up from its schema; wherever an id, a role or the name of a thing is asked for, `named`
 * stands. Null when the schema asks for none of them.
 */
export function inputNaming(schema: z.ZodType, named: Named): unknown {
  let isNamed = false;

  function sample(node: Schema, field: string): unknown {
    if (node.const !== undefined) return node.const;
    if (node.enum) return node.enum[0];
    const choice = (node.anyOf ?? node.oneOf)?.[0];
    if (choice) return sample(choice, field);
    switch (node.type) {
      case "object":
        return Object.fromEntries(
          Object.entries(node.properties ?? {})
            .filter(([name, part]) => node.required?.includes(name) || names(name, part))
            .map(([name, part]) => [name, sample(part, name)]),
        );
      case "array":
        return [sample(node.items ?? {}, field)];
      case "integer":
      case "number":
        return Math.max(node.minimum ?? 1, 1);
      case "boolean":
        return false;
      case "bigint":
        return 1n;
      case "date":
        return new Date("2026-02-01T00:00:00Z");
      default:
        return text(node, field);
    }
  }

  function text(node: Schema, field: string): string {
    if (names(field, node)) {
      isNamed = true;
      if (ROLE_NAME.test(field)) return named.role;
      return field === "name" ? named.name : named.id;
    }
    if (field === "email") return "somebody@example.test";
    if (field === "emailDomains") return "example.test";
    if (field === "returnPath") return "/";
    if (node.format === "date-time") return "2026-01-01T00:00:00Z";
    return "something";
  }

  const input = sample(jsonSchemaOf(schema), "");
  return isNamed ? input : null;
}

/** Whether a role is asked for, which is somebody's choice beside the thing that the call is about. */
export function asksForRole(schema: z.ZodType): boolean {
  const { properties = {} } = jsonSchemaOf(schema);
  return Object.keys(properties).some((field) => ROLE_NAME.test(field));
}

/** With words of our own for what JSON has none for. */
function jsonSchemaOf(schema: z.ZodType): Schema {
  return z.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => {
      const { type } = zodSchema._zod.def;
      if (type === "bigint" || type === "date") Reflect.set(jsonSchema, "type", type);
    },
  }) as Schema;
}

function names(field: string, { format }: Schema): boolean {
  return format === "uuid" || ID_NAME.test(field) || ROLE_NAME.test(field) || field === "name";
}
