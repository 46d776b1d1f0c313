"use client";

import type { PaymentState } from "@millrace/billing";
import { Tag, type Tone } from "@millrace/ui";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { formatMoney } from "../../../format/money.ts";
import { type DataColumn, DataTable } from "../../tables/data-table.tsx";
import { TeamLink } from "../../team-address/team-link.tsx";
import { paymentOutcome } from "./payment-outcome.ts";
import type { ShownPayment } from "./payments-view.ts";

const TONES: Record<PaymentState, Tone> = {
  pending: "water",
  succeeded: "good",
  failed: "bad",
  disputed: "warn",
  lost: "bad",
};

/** What was paid, for what, and what of it went back. */
export function PaymentTable({ payments }: { payments: ShownPayment[] }) {
  const t = useTranslations("billing.payments");
  const locale = useLocale();
  const format = useFormatter();
  const columns: DataColumn<ShownPayment>[] = [
    {
      id: "date",
      header: t("columns.date"),
      sortBy: ({ createdAt }) => createdAt.getTime(),
      wideOnly: true,
      cell: ({ createdAt }) => format.dateTime(createdAt, { dateStyle: "medium" }),
    },
    { id: "what", header: t("columns.what"), cell: (payment) => <What payment={payment} /> },
    {
      id: "state",
      header: t("columns.state"),
      sortBy: ({ state }) => state,
      cell: ({ state }) => <Tag tone={TONES[state]}>{t(`states.${state}`)}</Tag>,
    },
    {
      id: "amount",
      header: t("columns.amount"),
      align: "right",
      sortBy: ({ amountPico }) => amountPico,
      cell: ({ kind, amountPico, currency }) =>
        formatMoney(kind === "refund" ? -amountPico : amountPico, currency, locale),
    },
  ];
  return <DataTable label={t("title")} columns={columns} rows={payments} keyOf={({ id }) => id} />;
}

function What({ payment }: { payment: ShownPayment }) {
  const t = useTranslations("billing.payments");
  const locale = useLocale();
  const format = useFormatter();
  const { kind, createdAt, invoiceId, invoiceNumber, note, refundedPico, currency } = payment;
  const outcome = paymentOutcome(payment);
  return (
    <>
      <span className="block font-semibold">
        {t(`kinds.${kind}`)}{" "}
        {invoiceId !== null && invoiceNumber !== null && (
          <TeamLink href={`/billing/invoices/${invoiceId}`} className="figure rounded-sm hover:underline">
            {invoiceNumber}
          </TeamLink>
        )}
      </span>
      <span className="block text-sm text-ink-2 md:hidden">
        {format.dateTime(createdAt, { dateStyle: "medium" })}
      </span>
      {refundedPico > 0n && (
        <span className="block text-sm text-ink-2">
          {t("refunded", { amount: formatMoney(refundedPico, currency, locale) })}
        </span>
      )}
      {outcome !== null && (
        <span className="block max-w-prose text-sm text-ink-2">{t(`outcomes.${outcome}`)}</span>
      )}
      {note !== null && <span className="block text-sm break-words text-ink-2">{note}</span>}
    </>
  );
}
