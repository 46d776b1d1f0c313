const HEAD_BYTES = 512;

/** Bytes, in latin-1, that a file of a format has at an offset. */
const MAGIC: readonly { name: string; at: number; bytes: readonly string[] }[] = [
  { name: "an ONNX Runtime (.ort) model", at: 4, bytes: ["ORTM"] },
  { name: "a TensorFlow Lite model", at: 4, bytes: ["TFL3"] },
  { name: "a safetensors file", at: 8, bytes: ['{"'] },
  { name: "a GGUF file", at: 0, bytes: ["GGUF"] },
  { name: "a PyTorch or other ZIP archive", at: 0, bytes: ["PK\x03\x04"] },
  { name: "a Python pickle", at: 0, bytes: ["\x80\x02", "\x80\x03", "\x80\x04", "\x80\x05"] },
  { name: "an HDF5 (Keras) file", at: 0, bytes: ["\x89HDF"] },
  { name: "a gzip archive", at: 0, bytes: ["\x1f\x8b"] },
  { name: "a PNG image", at: 0, bytes: ["\x89PNG"] },
  { name: "a JPEG image", at: 0, bytes: ["\xff\xd8\xff"] },
  { name: "a PDF document", at: 0, bytes: ["%PDF"] },
  { name: "a program", at: 0, bytes: ["\x7fELF", "MZ"] },
  { name: "a Git LFS pointer", at: 0, bytes: ["version https://git-lfs"] },
];

const TEXTS: readonly { name: string; pattern: RegExp }[] = [
  { name: "a web page", pattern: /^\s*<(!doctype|html|\?xml|head|body)/i },
  { name: "a JSON text", pattern: /^\s*[[{]\s*["\]}{[]/ },
];

/** A guess for people, from the first bytes; undefined when nothing is recognised. */
export function nameFormat({ buffer, byteOffset, length }: Uint8Array): string | undefined {
  const head = Buffer.from(buffer, byteOffset, Math.min(length, HEAD_BYTES)).toString("latin1");
  const found =
    MAGIC.find(({ at, bytes }) => bytes.some((magic) => head.startsWith(magic, at))) ??
    TEXTS.find(({ pattern }) => pattern.test(head));
  return found?.name;
}
