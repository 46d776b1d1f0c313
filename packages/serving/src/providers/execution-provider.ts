import { Fault } from "@millrace/kernel";

/** What ONNX Runtime can compute on. */
export const EXECUTION_PROVIDERS = ["cpu", "cuda", "tensorrt", "webgpu", "coreml", "dml"] as const;
export type ExecutionProvider = (typeof EXECUTION_PROVIDERS)[number];

/** `auto`: the best that this machine has. */
export type ProviderChoice = "auto" | ExecutionProvider;

/**
 * Best first. TensorRT is only taken when asked for: it builds an engine for every new shape, which takes minutes for some
 * models.
 */
const AUTO_ORDER = ["cuda", "dml", "coreml", "webgpu", "cpu"] as const satisfies ExecutionProvider[];

/** Throws `invalid` `serving.provider_unavailable` when what is asked for is not there; never takes another instead. */
export function chooseProvider(
  choice: ProviderChoice,
  available: readonly ExecutionProvider[],
): ExecutionProvider {
  if (choice === "auto") return AUTO_ORDER.find((provider) => available.includes(provider)) ?? "cpu";
  if (available.includes(choice)) return choice;
  throw new Fault({
    kind: "invalid",
    code: "serving.provider_unavailable",
    message: `This machine has no \`${choice}\`; it has ${available.map((name) => `\`${name}\``).join(", ")}.`,
    param: "executionProvider",
  });
}
