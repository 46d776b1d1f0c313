/** What an execution provider of ONNX Runtime is called by those who make it; the same in every language. */
export const PROVIDER_NAMES: Record<string, string> = {
  cpu: "CPU",
  cuda: "CUDA",
  tensorrt: "TensorRT",
  webgpu: "WebGPU",
  coreml: "Core ML",
  dml: "DirectML",
};
