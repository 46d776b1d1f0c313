import { join } from "node:path";
import { Tokenizer } from "tokenizers";

/** Token ids of each text, `[CLS]` and `[SEP]` included. */
export async function tokenize(modelFolder: string, texts: readonly string[]): Promise<number[][]> {
  const tokenizer = Tokenizer.fromFile(join(modelFolder, "tokenizer.json"));
  tokenizer.disablePadding();
  const encodings = await tokenizer.encodeBatch([...texts]);
  return encodings.map((encoding) => encoding.getIds());
}
