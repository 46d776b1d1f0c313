import { Fault } from "@millrace/kernel";
import type { TextModel } from "../model.ts";
import { INPUTS_MAX } from "../requests.ts";
import type { EncodedText, TextTokenizer } from "./open-tokenizer.ts";

/**
 * A tokenizer needs time and memory for every character, also for those that are cut off afterwards. A text with more
 * characters than this for each token that the model reads is too long without being tokenized.
 */
const CHARACTERS_PER_TOKEN_MAX = 64;

type EncodeOptions = {
  readonly tokenizer: TextTokenizer;
  readonly model: Pick<TextModel, "tokensMax" | "vocabularySize">;
  /** The deployment's name, for messages. */
  readonly name: string;
  readonly truncate: boolean;
};

/**
 * Token ids of each input: texts tokenized, ids that the caller sends taken as they are.
 * Throws `invalid` naming the input at fault.
 */
export async function encodeInputs(
  inputs: readonly (string | readonly number[])[],
  options: EncodeOptions,
): Promise<Int32Array[]> {
  checkCount(inputs.length);
  const limit = { tokensMax: options.model.tokensMax, truncate: options.truncate };
  const texts = inputs.flatMap((input, position) =>
    typeof input === "string" ? [boundText(input, `input[${position}]`, options)] : [],
  );
  const encoded = (await options.tokenizer.encode(texts, limit)).values();
  return inputs.map((input, position) => {
    const param = `input[${position}]`;
    const text = typeof input === "string" ? encoded.next().value : readTokens(input, param, options);
    return checkText(text, param, options);
  });
}

function checkCount(inputs: number): void {
  if (inputs === 0) throw refused("input", "input_empty", "`input` is empty.");
  if (inputs <= INPUTS_MAX) return;
  const message = `\`input\` has ${inputs} entries; one call takes at most ${INPUTS_MAX}.`;
  throw refused("input", "too_many_inputs", message);
}

function boundText(text: string, param: string, options: EncodeOptions): string {
  const { tokensMax } = options.model;
  const charactersMax = tokensMax * CHARACTERS_PER_TOKEN_MAX;
  if (text.length <= charactersMax) return text;
  // A cut may fall into the middle of a surrogate pair.
  if (options.truncate) return text.slice(0, charactersMax).toWellFormed();
  const message = `\`${param}\` has ${text.length} characters; the limit of \`${options.name}\` is ${tokensMax} tokens, which never takes more than ${charactersMax} characters.`;
  throw refused(param, "input_too_long", message);
}

function readTokens(tokens: readonly number[], param: string, options: EncodeOptions): EncodedText {
  const { vocabularySize, tokensMax } = options.model;
  const wrong = tokens.findIndex(
    (token) => !(Number.isInteger(token) && token >= 0 && token < vocabularySize),
  );
  if (wrong >= 0) {
    const message = `\`${param}[${wrong}]\` is ${tokens[wrong]}; tokens of \`${options.name}\` are whole numbers from 0 to ${vocabularySize - 1}.`;
    throw refused(`${param}[${wrong}]`, "token_out_of_range", message);
  }
  const fits = options.truncate || tokens.length <= tokensMax;
  return { tokens: tokens.length, ids: fits ? Int32Array.from(tokens.slice(0, tokensMax)) : null };
}

function checkText(text: EncodedText | undefined, param: string, options: EncodeOptions): Int32Array {
  if (text === undefined || text.tokens === 0) {
    throw refused(param, "input_empty", `\`${param}\` is empty: it has no token.`);
  }
  if (text.ids !== null) return text.ids;
  const message = `\`${param}\` has ${text.tokens} tokens; the limit of \`${options.name}\` is ${options.model.tokensMax}.`;
  throw refused(param, "input_too_long", message);
}

function refused(param: string, reason: string, message: string): Fault {
  return new Fault({ kind: "invalid", code: `serving.${reason}`, message, param });
}
