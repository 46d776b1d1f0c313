import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { listOf, readFrontMatter } from "./rules/read-front-matter.ts";

const SAMPLES_MAX = 256;
const SAMPLE_LENGTH_MAX = 10_000;
const BYTES_MAX = 4 * 1024 * 1024;

const samplesSchema = z.array(z.object({ text: z.string() }));
/** Of an entry below `widget:` in a card's front matter, as the hub writes them. */
const WIDGET_TEXT = /^(?:text|source_sentence):\s*["']?(.*?)["']?$/;

/**
 * The model's own sample texts: of `samples.json` (a list of `{ text }`), else the card's widget texts, else none. What
 * cannot be read as such is none.
 */
export async function readSamples(folder: string): Promise<string[]> {
  const listed = samplesSchema.safeParse(parseJson(await read(join(folder, "samples.json"))));
  const texts = listed.success
    ? listed.data.map(({ text }) => text)
    : listOf(readFrontMatter(await read(join(folder, "README.md"))).matter, "widget").flatMap(
        (entry) => WIDGET_TEXT.exec(entry)?.[1] ?? [],
      );
  return texts.filter((text) => text.trim() !== "" && text.length <= SAMPLE_LENGTH_MAX).slice(0, SAMPLES_MAX);
}

/** Empty when there is none. */
async function read(path: string): Promise<string> {
  const text = await readFile(path, "utf8").catch(() => "");
  return text.length <= BYTES_MAX ? text : "";
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
