import type { ExecutionProvider } from "./execution-provider.ts";

/** An entry of ONNX Runtime's list of providers: it gives each node to the first that can compute it. */
export type ProviderOption = { readonly name: ExecutionProvider; readonly deviceId?: number };

/**
 * The provider and what takes over the nodes that it does not know. The processor knows all of them. Only CUDA, TensorRT and
 * DirectML can be told which device.
 */
export function providerOptions(provider: ExecutionProvider, deviceId = 0): readonly ProviderOption[] {
  const cpu = { name: "cpu" } as const;
  switch (provider) {
    case "cpu":
      return [cpu];
    case "cuda":
    case "dml":
      return [{ name: provider, deviceId }, cpu];
    case "tensorrt":
      return [{ name: "tensorrt", deviceId }, { name: "cuda", deviceId }, cpu];
    case "webgpu":
    case "coreml":
      return [{ name: provider }, cpu];
  }
}
