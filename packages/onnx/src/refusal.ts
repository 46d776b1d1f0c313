import { Fault } from "@millrace/kernel";

/** Why a model is not taken. The message is one sentence for whoever brought the model, without any path. */
export type Refusal = { readonly code: `onnx.${string}`; readonly message: string };

const SHOWN_LENGTH_MAX = 64;

export function refuse(code: Refusal["code"], message: string): Refusal {
  return { code, message };
}

/** A name out of a stranger's file, harmless in a sentence, a log and a label. */
export function shown(name: string): string {
  const harmless = name.slice(0, SHOWN_LENGTH_MAX).replaceAll(/[^\w./:-]/g, "?");
  return name.length > SHOWN_LENGTH_MAX ? `${harmless}…` : harmless;
}

export function faultOf(refusal: Refusal, cause?: unknown): Fault {
  return new Fault({ kind: "invalid", ...refusal, cause });
}

/** What `faultOf` made into a Fault; anything else thrown by a decoder means a damaged file. */
export function refusalOf(thrown: unknown): Refusal {
  return thrown instanceof Fault && isOurs(thrown.code)
    ? refuse(thrown.code, thrown.message)
    : refuse("onnx.malformed", "The model file is damaged or not an ONNX model.");
}

function isOurs(code: string): code is Refusal["code"] {
  return code.startsWith("onnx.");
}
