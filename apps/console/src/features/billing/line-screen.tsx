import type { LineRequest } from "@millrace/billing";
import { Button, Card, Cell, HeaderCell, PageHeader, Row, Table } from "@millrace/ui";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { formatMoneyExact } from "../../format/money.ts";
import { TeamLink } from "../team-address/team-link.tsx";
import type { ShownInvoice, ShownLine } from "./shown-invoice.ts";

export type LineScreenProps = {
  invoice: ShownInvoice;
  line: ShownLine;
  requests: LineRequest[];
  /** Whether this is not the first page. */
  isFurther: boolean;
  /** Where the next page begins; null: there is none. */
  next: string | null;
};

/** The requests that a line of an invoice counts, each of which opens. */
export function LineScreen({ invoice, line, requests, isFurther, next }: LineScreenProps) {
  const t = useTranslations("billing");
  const { position, description, unit } = line;
  const what = unit === null ? description : `${description} · ${t(`lines.units.${unit}`)}`;
  return (
    <>
      <PageHeader
        title={t("line.title", { position })}
        subtitle={
          <TeamLink href={`/billing/invoices/${invoice.id}`} className="rounded-sm hover:underline">
            {t("line.subtitle", { what, number: invoice.number })}
          </TeamLink>
        }
      />
      <div className="flex flex-col gap-5">
        <Card className="overflow-hidden">
          {unit === null ? (
            <p className="p-4 text-ink-2">{t("line.tax")}</p>
          ) : (
            <RequestTable requests={requests} currency={invoice.currency} />
          )}
          <Paging isFurther={isFurther} next={next} />
        </Card>
        <p className="text-sm text-ink-3">{t("line.note")}</p>
      </div>
    </>
  );
}

function RequestTable({ requests, currency }: { requests: LineRequest[]; currency: string }) {
  const t = useTranslations("billing.line");
  const locale = useLocale();
  const format = useFormatter();
  return (
    <Table aria-label={t("requests")}>
      <thead>
        <tr>
          <HeaderCell>{t("columns.time")}</HeaderCell>
          <HeaderCell className="text-right">{t("columns.quantity")}</HeaderCell>
          <HeaderCell className="text-right">{t("columns.cost")}</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {requests.map(({ id, at, quantity, amountPico }) => (
          <Row key={id}>
            <Cell className="md:whitespace-nowrap">
              <TeamLink
                href={`/usage/requests/${id}`}
                prefetch={false}
                className="rounded-sm font-medium text-water-ink hover:underline"
              >
                {format.dateTime(at, { dateStyle: "medium", timeStyle: "medium" })}
              </TeamLink>
            </Cell>
            <Cell className="figure text-right">{quantity.toLocaleString(locale)}</Cell>
            <Cell className="figure text-right whitespace-nowrap">
              {formatMoneyExact(amountPico, currency, locale)}
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}

function Paging({ isFurther, next }: Pick<LineScreenProps, "isFurther" | "next">) {
  const t = useTranslations("billing.line.paging");
  if (!isFurther && next === null) return null;
  return (
    <nav aria-label={t("label")} className="flex justify-end gap-2 border-t border-line p-3">
      {isFurther && (
        <Button asChild>
          <TeamLink href={{ query: {} }} scroll={false}>
            {t("newest")}
          </TeamLink>
        </Button>
      )}
      {next && (
        <Button asChild>
          <TeamLink href={{ query: { after: next } }} scroll={false}>
            {t("older")}
          </TeamLink>
        </Button>
      )}
    </nav>
  );
}
