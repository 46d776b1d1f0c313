import { EmptyState } from "@millrace/ui";
import { ShieldBan } from "lucide-react";
import { useTranslations } from "next-intl";
import { FORBIDDEN_ID } from "./forbidden-id.ts";

/** A page of the reader's own team that their role does not include, and who can change that. */
export function ForbiddenNotice() {
  const t = useTranslations("errors.forbidden");
  return (
    <div id={FORBIDDEN_ID}>
      <title>{t("title")}</title>
      <EmptyState icon={ShieldBan} title={t("title")} titleAs="h1" text={t("text")} />
    </div>
  );
}
