import { Button, EmptyState } from "@millrace/ui";
import { Compass } from "lucide-react";
import { useTranslations } from "next-intl";
import { TeamLink } from "../team-address/team-link.tsx";

/** Something that does not exist, or that belongs to somebody else; the reader cannot tell which. */
export function NotFoundNotice() {
  const t = useTranslations("errors.notFound");
  return (
    <>
      <title>{t("title")}</title>
      <EmptyState
        icon={Compass}
        title={t("title")}
        titleAs="h1"
        text={t("text")}
        action={
          <Button asChild>
            <TeamLink href="/">{t("action")}</TeamLink>
          </Button>
        }
      />
    </>
  );
}
