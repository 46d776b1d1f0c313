import { Button } from "@millrace/ui";
import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { type AuditQuery, auditAddress } from "./audit-query.ts";

const FORMATS = ["csv", "jsonl"] as const;

/** The log as files, narrowed like the page. */
export function ExportLinks({ handle, query }: { handle: string; query: AuditQuery }) {
  const t = useTranslations("audit.export");
  const search = new URLSearchParams(auditAddress(query, {})).toString();
  return (
    <fieldset aria-label={t("label")} className="flex gap-2">
      {FORMATS.map((format) => (
        <Button key={format} asChild>
          <a href={`/api/t/${handle}/audit.${format}${search && `?${search}`}`} download>
            <Download aria-hidden />
            {t(format)}
          </a>
        </Button>
      ))}
    </fieldset>
  );
}
