import { useTranslations } from "next-intl";

type Translate = ReturnType<typeof useTranslations<"audit">>;
type Key = Parameters<Translate["has"]>[0];

/** What was done, in words; a verb that has none is shown as it is. */
export function useVerbText(): (verb: string) => string {
  return useWords("verbs");
}

/** What it was done to, in a word. */
export function useTypeText(): (type: string) => string {
  return useWords("types");
}

function useWords(group: "verbs" | "types"): (word: string) => string {
  const t = useTranslations("audit");
  return (word) => {
    const key = `${group}.${word}` as Key;
    return word !== "" && t.has(key) ? String(t.raw(key)) : word;
  };
}
