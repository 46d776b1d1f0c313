import { Button, EmptyState } from "@millrace/ui";
import { Compass } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";

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
            <Link href="/">{t("action")}</Link>
          </Button>
        }
      />
    </>
  );
}
