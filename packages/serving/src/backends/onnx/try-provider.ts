import { InferenceSession, listSupportedBackends, Tensor } from "onnxruntime-node";
import type { ExecutionProvider } from "../../providers/execution-provider.ts";
import { providerOptions } from "../../providers/provider-options.ts";

const SEVERITY_FATAL = 4;

/** What this build of ONNX Runtime knows, whether or not the machine has it. */
export function listedProviders(): string[] {
  return listSupportedBackends().map(({ name }) => name);
}

/** Opens and runs `y = x + x` on a provider. The processor may not step in: then it would prove nothing. */
export async function computesOn(provider: ExecutionProvider, model: Uint8Array): Promise<boolean> {
  try {
    const session = await InferenceSession.create(model, {
      executionProviders: providerOptions(provider).slice(0, 1),
      logSeverityLevel: SEVERITY_FATAL,
      extra: { session: { disable_cpu_ep_fallback: provider === "cpu" ? "0" : "1" } },
    });
    const x = new Tensor("float32", Float32Array.of(1, 2, 3, 4), [4]);
    const { y } = await session.run({ x }, ["y"]);
    return y?.data instanceof Float32Array && y.data.join() === "2,4,6,8";
  } catch {
    return false;
  }
}
