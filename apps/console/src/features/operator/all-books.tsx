"use client";

import type { TeamBooks } from "@millrace/billing";
import { Button, Card, CardHeader, Tag } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { Scale } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { formatMoneyExact } from "../../format/money.ts";
import { useTrpc } from "../../trpc/client.tsx";
import { BooksVerdict } from "../billing/books-verdict.tsx";
import { useFaultToast } from "../errors/use-fault-text.ts";
import { type DataColumn, DataTable } from "../tables/data-table.tsx";

const SUMS = ["usagePico", "chargedPico", "invoicedPico", "openPico", "countedPico"] as const;

/** The books of every team, added up when somebody asks; those that differ say how. */
export function AllBooks() {
  const t = useTranslations("operator.books");
  const showFault = useFaultToast();
  const prove = useMutation(useTrpc().operator.listBooks.mutationOptions({ onError: showFault }));
  const differing = (prove.data ?? []).filter(({ isBalanced }) => !isBalanced);
  return (
    <div className="flex flex-col items-start gap-4">
      <Button look="primary" onClick={() => prove.mutate()} busy={prove.isPending}>
        <Scale aria-hidden />
        {prove.isPending ? t("busy") : t("act")}
      </Button>
      <div aria-live="polite" className="flex w-full flex-col gap-4">
        {differing.map((books) => (
          <Card key={books.teamId}>
            <CardHeader title={books.name} aside={<code className="figure">{books.handle}</code>} />
            <div className="px-4 pt-1 pb-4">
              <BooksVerdict books={books} />
            </div>
          </Card>
        ))}
        {prove.data && (
          <Card>
            <BooksTable all={prove.data} />
          </Card>
        )}
      </div>
    </div>
  );
}

function BooksTable({ all }: { all: TeamBooks[] }) {
  const t = useTranslations("operator.books");
  const locale = useLocale();
  const columns: DataColumn<TeamBooks>[] = [
    {
      id: "team",
      header: t("columns.team"),
      sortBy: ({ name }) => name,
      cell: ({ name, handle }) => (
        <>
          <span className="block font-semibold break-words">{name}</span>
          <code className="figure block text-sm whitespace-nowrap text-ink-2">{handle}</code>
        </>
      ),
    },
    {
      id: "verdict",
      header: t("columns.verdict"),
      sortBy: ({ isBalanced }) => String(isBalanced),
      cell: ({ isBalanced, differences }) =>
        isBalanced ? (
          <Tag tone="good">{t("balanced")}</Tag>
        ) : (
          <Tag tone="bad">{t("differs", { count: differences.length })}</Tag>
        ),
    },
    ...SUMS.map(
      (name): DataColumn<TeamBooks> => ({
        id: name,
        header: t(`columns.${name}`),
        align: "right",
        wideOnly: name !== "usagePico",
        sortBy: ({ sums }) => sums[name],
        cell: ({ sums, currency }) => formatMoneyExact(sums[name], currency, locale),
      }),
    ),
  ];
  return <DataTable label={t("title")} columns={columns} rows={all} keyOf={({ teamId }) => teamId} />;
}
