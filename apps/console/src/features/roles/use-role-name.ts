import { useTranslations } from "next-intl";

type Translate = ReturnType<typeof useTranslations<"roles">>;
type NameKey = Extract<Parameters<Translate>[0], `names.${string}`>;

/** A role in the reader's language, or under the name that its team gave it. */
export function useRoleName(): (of: { role: string; roleName?: string | null }) => string {
  const t = useTranslations("roles");
  return ({ role, roleName }) => {
    const key = `names.${role}`;
    return isKnown(t, key) ? t(key) : (roleName ?? t("custom"));
  };
}

function isKnown(t: Translate, key: string): key is NameKey {
  return t.has(key as NameKey);
}
