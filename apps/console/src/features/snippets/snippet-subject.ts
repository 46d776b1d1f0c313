export const SNIPPET_LANGUAGES = ["curl", "python", "typescript"] as const;
export type SnippetLanguage = (typeof SNIPPET_LANGUAGES)[number];
export type Snippets = Record<SnippetLanguage, string>;

/** Families of the API, by what their clients speak. */
export const API_FAMILIES = ["openai", "huggingface", "oip"] as const;
export type ApiFamily = (typeof API_FAMILIES)[number];

/** What a model takes under a name; a negative dimension may be of any size. */
export type InputPort = { name: string; datatype: string; shape: readonly number[] };

export type SnippetSubject = {
  apiUrl: string;
  deployment: string;
  task: string;
  /** Of a model that takes tensors, where they are known. */
  inputs?: readonly InputPort[];
  /** Those that its key may use; absent or empty: all that answer for the task. */
  families?: readonly ApiFamily[];
  /** The key itself where it is shown once; otherwise the snippets read it from the environment. */
  secret?: string;
};
