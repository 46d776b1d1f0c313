import { InferenceSession } from "onnxruntime-node";

/** `y = x` as an ONNX file of 81 bytes. */
const SMALLEST_MODEL =
  "CAg6RwocCgF4EgF5GgpJZGVudGl0eTp5IghJZGVudGl0eRIFZ3JhcGhaDwoBeBIKCggIARIECgIIAWIPCgF5EgoKCAgBEgQKAggBQgQKABAQ";
const SEVERITY_FATAL = 4;

/** ONNX Runtime sets itself up when it opens its first model, which takes longer than opening most models does. */
export async function prepareRuntime(): Promise<void> {
  const model = Buffer.from(SMALLEST_MODEL, "base64");
  const session = await InferenceSession.create(model, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: SEVERITY_FATAL,
  });
  await session.release();
}
