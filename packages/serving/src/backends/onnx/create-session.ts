import { InferenceSession } from "onnxruntime-node";
import { ModelRefused, type SessionSettings } from "../backend.ts";
import { sessionOptions } from "./session-options.ts";
import { listedProviders } from "./try-provider.ts";

/** Throws `ModelRefused`, or what ONNX Runtime throws. */
export function createSession(settings: SessionSettings): Promise<InferenceSession> {
  const { provider, onnxFile } = settings;
  // The library would leave out a provider that it does not know and compute on the processor, in silence.
  if (!listedProviders().includes(provider)) {
    throw new ModelRefused(`ONNX Runtime cannot compute on \`${provider}\` here.`);
  }
  return InferenceSession.create(onnxFile, sessionOptions(settings));
}
