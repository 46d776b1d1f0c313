import type { RecordedEntry } from "@millrace/audit";
import { CopyButton } from "@millrace/ui";
import { useTranslations } from "next-intl";
import { entryDiff, type FieldChange } from "./entry-diff.ts";

/** What an entry changed, field by field, and the proof that it is as it was written. */
export function EntryDetails({ entry }: { entry: RecordedEntry }) {
  const t = useTranslations("audit.details");
  const changes = entryDiff(entry.before, entry.after);
  return (
    <div className="flex flex-col gap-3">
      {changes.length === 0 ? (
        <p className="text-ink-2">{t("none")}</p>
      ) : (
        <table className="w-full max-w-3xl border-collapse text-sm">
          <thead>
            <tr className="text-left text-ink-3">
              <th scope="col" className="py-1 pr-4 font-medium">
                {t("field")}
              </th>
              <th scope="col" className="py-1 pr-4 font-medium">
                {t("before")}
              </th>
              <th scope="col" className="py-1 font-medium">
                {t("after")}
              </th>
            </tr>
          </thead>
          <tbody>
            {changes.map((change) => (
              <ChangeRow key={change.field} change={change} />
            ))}
          </tbody>
        </table>
      )}
      <p className="flex flex-wrap items-center gap-x-2 text-sm text-ink-2">
        {t("number", { sequence: entry.sequence })} · {t("hash")}
        <code className="figure break-all">{entry.hash}</code>
        <CopyButton text={entry.hash} label={t("copyHash")} copiedLabel={t("copied")} />
      </p>
    </div>
  );
}

function ChangeRow({ change: { field, before, after } }: { change: FieldChange }) {
  return (
    <tr className="border-t border-line align-top">
      <th scope="row" className="figure py-1 pr-4 text-left font-normal text-ink-2">
        {field}
      </th>
      <td className="py-1 pr-4">
        <Value text={before} as="del" />
      </td>
      <td className="py-1">
        <Value text={after} as="ins" />
      </td>
    </tr>
  );
}

const LOOKS = { del: "bg-bad-2 text-bad-ink", ins: "bg-good-2 text-good-ink" };

function Value({ text, as: Tag }: { text: string | null; as: "del" | "ins" }) {
  const t = useTranslations("audit.details");
  if (text === null) return <span className="text-ink-3">{t("nothing")}</span>;
  return (
    <Tag className={`figure rounded-sm px-1 break-all whitespace-pre-wrap no-underline ${LOOKS[Tag]}`}>
      {text}
    </Tag>
  );
}
