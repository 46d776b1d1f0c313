import { parseArgs } from "node:util";
import { TASKS, type Task } from "@millrace/catalog";
import { VARIANTS_WANTED, type VariantWanted } from "@millrace/deployments";
import { Fault } from "@millrace/kernel";

/** What the operator asks for. */
export type Order = {
  /** As it was typed. */
  folder: string;
  name: string | undefined;
  title: string | undefined;
  task: Task | undefined;
  variant: VariantWanted;
};

export const USAGE = `
  pnpm models:add <folder> [--name <name>] [--title <title>] [--task <task>] [--variant <variant>]

  folder     in the Hugging Face hub's layout, or with nothing but a model.onnx
  --name     what it is called in the catalogue; else the folder's name
  --title    what people read; else the heading of its README.md
  --task     ${TASKS.join(", ")}; else what the folder says
  --variant  auto: make int8, and offer it where it is near enough (the default)
             int8: as auto, and fail when it is not offered
             fp32: leave the making of int8 to the node that serves
`;

/** Null when help is asked for. Fault `invalid` `standalone.arguments_invalid`. */
export function readArguments(args: readonly string[]): Order | null {
  const { values, positionals } = parse(args);
  if (values.help) return null;
  const [folder, ...others] = positionals;
  if (folder === undefined || others.length > 0) {
    throw invalid(
      folder === undefined ? "Which folder is the model in?" : "There is one folder to add at a time.",
    );
  }
  const { name, title } = values;
  const task = oneOf("task", values.task, TASKS);
  return { folder, name, title, task, variant: oneOf("variant", values.variant, VARIANTS_WANTED) ?? "auto" };
}

function parse(args: readonly string[]) {
  try {
    const text = { type: "string" } as const;
    return parseArgs({
      // npm passes what stands behind `--` on, pnpm the `--` with it.
      args: args.filter((arg) => arg !== "--"),
      allowPositionals: true,
      options: { name: text, title: text, task: text, variant: text, help: { type: "boolean", short: "h" } },
    });
  } catch (error) {
    throw invalid(error instanceof Error ? `${error.message}.` : String(error));
  }
}

function oneOf<T extends string>(
  name: string,
  value: string | undefined,
  known: readonly T[],
): T | undefined {
  const found = known.find((one) => one === value);
  if (value === undefined || found !== undefined) return found;
  throw invalid(`--${name} is one of ${known.join(", ")}.`);
}

function invalid(message: string): Fault {
  return new Fault({
    kind: "invalid",
    code: "standalone.arguments_invalid",
    message: `${message}\n${USAGE}`,
  });
}
