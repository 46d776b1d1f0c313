import { Button } from "@millrace/ui";
import { Download } from "lucide-react";

const EXPORT_FORMATS = ["csv", "jsonl"] as const;
type Format = (typeof EXPORT_FORMATS)[number];

export type ExportLinksProps = {
  label: string;
  /** Without the ending that says the format. */
  path: string;
  /** What the page is narrowed to. */
  search: Record<string, string>;
  names: Record<Format, string>;
};

/** What a page shows as files, narrowed like the page. */
export function ExportLinks({ label, path, search, names }: ExportLinksProps) {
  const asked = new URLSearchParams(search).toString();
  return (
    <fieldset aria-label={label} className="flex gap-2">
      {EXPORT_FORMATS.map((format) => (
        <Button key={format} asChild>
          <a href={`${path}.${format}${asked && `?${asked}`}`} download>
            <Download aria-hidden />
            {names[format]}
          </a>
        </Button>
      ))}
    </fieldset>
  );
}
