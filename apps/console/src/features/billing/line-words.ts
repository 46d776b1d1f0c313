import type { useFormatter, useTranslations } from "next-intl";
import type { ShownLine } from "./shown-invoice.ts";

type Words = {
  t: (key: WordKey, values?: Record<string, string>) => string;
  format: Pick<ReturnType<typeof useFormatter>, "dateTime">;
};
type WordKey = Parameters<ReturnType<typeof useTranslations<"billing.lines">>>[0];

/** What a line is for, and below it what it counts or why it is there; null: nothing more is to be said. */
export function lineWords(line: ShownLine, words: Words): { name: string; detail: string | null } {
  const { t } = words;
  const { kind, description, modelName } = line;
  switch (kind) {
    case "tax":
      return { name: description, detail: null };
    case "carried":
      return { name: t("kinds.carried"), detail: null };
    case "plan":
      return { name: description, detail: spanOf(line, words) ?? t("kinds.plan") };
    case "minimum":
      return { name: description, detail: t("kinds.minimum") };
    case "discount":
      return { name: description, detail: [unitOf(line, words), t("kinds.discount")].join(" · ") };
    case "usage":
    case "late_usage": {
      const name =
        modelName === null || modelName === description ? description : `${description} · ${modelName}`;
      const late = kind === "late_usage" ? [t("late")] : [];
      return { name, detail: [unitOf(line, words), ...late].join(" · ") };
    }
  }
}

/** The number of what a line counts; null: it counts nothing. */
export function quantityOf({ unit, quantity }: ShownLine, locale: string): string | null {
  return unit === null ? null : quantity.toLocaleString(locale);
}

function unitOf({ unit }: ShownLine, { t }: Words): string {
  return unit === null ? "" : t(`units.${unit}`);
}

function spanOf({ startsAt, endsAt }: ShownLine, { t, format }: Words): string | null {
  if (startsAt === null || endsAt === null) return null;
  const day = (at: Date) => format.dateTime(at, { dateStyle: "medium", timeZone: "UTC" });
  return t("span", { from: day(startsAt), to: day(endsAt) });
}
