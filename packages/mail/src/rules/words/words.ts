import type { Letter } from "../../letter.ts";

export type Template = Letter["template"];
type ValuesOf<T extends Template> = Omit<Extract<Letter, { template: T }>["values"], "path">;

/** What a mail says, before it has a form. Everything in it is plain text. */
export type Wording = {
  subject: string;
  /** What happened, or what was asked for. */
  paragraphs: string[];
  /** What the link does. */
  action: string;
  /** Why it came, and what to do for whom it is unexpected. */
  unexpected: string;
};

/** The wording of each template in one language. Values are clean already; `at` is written out. */
export type Words = { [T in Template]: (values: ValuesOf<T>) => Wording } & {
  /** Below each mail; names the installation. */
  signature: (host: string) => string;
};
