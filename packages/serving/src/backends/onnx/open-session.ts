import type { Backend, BackendSettings } from "../backend.ts";
import { openTensorSession } from "./open-tensor-session.ts";
import { openTextSession } from "./open-text-session.ts";

/** Opens an ONNX model for what it is used for. Throws `ModelRefused`, or what ONNX Runtime throws. */
export function openSession(settings: BackendSettings): Promise<Backend> {
  return settings.kind === "text" ? openTextSession(settings) : openTensorSession(settings);
}
