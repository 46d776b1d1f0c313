import type { Credit } from "@millrace/billing";
import { Button, Card, CardHeader, PageHeader, Tile, Tiles } from "@millrace/ui";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { formatMoney, formatMoneyExact } from "../../format/money.ts";
import { formatNumber } from "../../format/quantity.ts";
import { TeamLink } from "../team-address/team-link.tsx";
import { BooksProof } from "./books-proof.tsx";
import { CreditActions } from "./credit-actions.tsx";
import { CreditCard } from "./credit-card.tsx";
import { InvoiceTable } from "./invoice-table.tsx";
import type { MoneyUnit } from "./money-unit.ts";
import { MonthTable } from "./month-table.tsx";
import { NothingUsed } from "./nothing-used.tsx";
import type { CameBack } from "./payments/came-back.ts";
import { CameBackNotice } from "./payments/came-back-notice.tsx";
import { MethodCard } from "./payments/method-card.tsx";
import { PaymentTable } from "./payments/payment-table.tsx";
import { newestBought, type PaymentsView, type ShownPayment } from "./payments/payments-view.ts";
import { PlanCard } from "./plan/plan-card.tsx";
import type { PlanView } from "./plan/plan-view.ts";
import type { BillingFigures } from "./read-billing.ts";
import { ShareTable } from "./share-table.tsx";
import type { ShownInvoice } from "./shown-invoice.ts";

export type BillingScreenProps = {
  figures: BillingFigures;
  deploymentNames: Record<string, string>;
  credit: Credit;
  invoices: ShownInvoice[];
  plan: PlanView;
  payments: PaymentsView;
  unit: MoneyUnit;
  canWrite: boolean;
  /** What became of what somebody bought who comes from the provider; null: nobody does. */
  cameBack: CameBack | null;
};

export function BillingScreen(props: BillingScreenProps) {
  const { figures, deploymentNames, credit, invoices, plan, unit, canWrite, cameBack } = props;
  const t = useTranslations("billing");
  const { months } = figures;
  const { currency } = unit;
  const { hasProvider, cardLabel, topUp, payments } = props.payments;
  const bought = newestBought(payments);
  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={t("subtitle")}
        actions={
          <Button asChild>
            <TeamLink href="/billing/so-far">{t("soFar.open")}</TeamLink>
          </Button>
        }
      />
      {cameBack && <Return cameBack={cameBack} plan={plan} bought={bought} />}
      <div className="flex flex-col gap-5">
        <MonthTiles months={months} currency={currency} />
        <div className={hasProvider ? "grid gap-5 lg:grid-cols-2" : undefined}>
          <PlanCard view={plan} currency={currency} canWrite={canWrite} hasProvider={hasProvider} />
          {hasProvider && <MethodCard cardLabel={cardLabel} canWrite={canWrite} />}
        </div>
        <CreditCard credit={credit} currency={currency}>
          {hasProvider && (
            <CreditActions
              topUp={topUp}
              cardLabel={cardLabel}
              boughtId={bought?.id ?? null}
              unit={unit}
              canWrite={canWrite}
            />
          )}
        </CreditCard>
        <InvoicesCard invoices={invoices} />
        {payments.length > 0 && (
          <Card>
            <CardHeader title={t("payments.title")} />
            <PaymentTable payments={payments} />
          </Card>
        )}
        <MonthShares figures={figures} deploymentNames={deploymentNames} currency={currency} />
        <Card>
          <CardHeader title={t("months")} />
          <MonthTable months={months} currency={currency} />
        </Card>
        <BooksProof />
        <p className="text-sm text-ink-3">{t("note")}</p>
      </div>
    </>
  );
}

type MonthSharesProps = Pick<BillingScreenProps, "figures" | "deploymentNames"> & { currency: string };

function MonthShares({ figures, deploymentNames, currency }: MonthSharesProps) {
  const t = useTranslations("billing");
  const { months, byModel, byDeployment } = figures;
  const [current, ...past] = months;
  if (!current) return null;
  if (byModel.length === 0) {
    const before = past.find(({ totals }) => totals.requests > 0) ?? null;
    return (
      <Card>
        <NothingUsed title={t("nothingUsed.title")} before={before} currency={currency} />
      </Card>
    );
  }
  const common = { month: current.start, currency };
  return (
    <>
      <Card>
        <CardHeader title={t("byModel")} />
        <ShareTable shares={byModel} of="model" names={null} {...common} />
      </Card>
      <Card>
        <CardHeader title={t("byDeployment")} />
        <ShareTable shares={byDeployment} of="deployment" names={deploymentNames} {...common} />
      </Card>
    </>
  );
}

type ReturnProps = { cameBack: CameBack; plan: PlanView; bought: ShownPayment | null };

function Return({ cameBack, plan: { held }, bought }: ReturnProps) {
  const locale = useLocale();
  if (cameBack.what === "credit") {
    const isHere = bought !== null && bought.id !== cameBack.after;
    const name = isHere ? formatMoney(bought.amountPico, bought.currency, locale) : "";
    return <CameBackNotice cameBack={cameBack} isHere={isHere} name={name} />;
  }
  return <CameBackNotice cameBack={cameBack} isHere={held !== null} name={held?.plan.title ?? ""} />;
}

function InvoicesCard({ invoices }: { invoices: ShownInvoice[] }) {
  const t = useTranslations("billing.invoices");
  return (
    <Card>
      <CardHeader title={t("title")} />
      {invoices.length === 0 ? (
        <p className="px-4 pt-1 pb-4 text-ink-2">{t("none")}</p>
      ) : (
        <InvoiceTable invoices={invoices} />
      )}
    </Card>
  );
}

function MonthTiles({ months, currency }: { months: BillingFigures["months"]; currency: string }) {
  const t = useTranslations("billing");
  const locale = useLocale();
  const format = useFormatter();
  const [current, last] = months;
  if (!current) return null;
  const { totals } = current;
  const since = format.dateTime(current.start, { dateStyle: "medium", timeZone: "UTC" });
  return (
    <Tiles>
      <Tile
        label={t("thisMonth")}
        figure={formatMoney(totals.amountPico, currency, locale)}
        detail={t("exact", { amount: formatMoneyExact(totals.amountPico, currency, locale) })}
      />
      <Tile
        label={t("requests")}
        figure={formatNumber(totals.requests, locale)}
        detail={t("since", { date: since })}
      />
      <Tile
        label={t("tokens")}
        figure={formatNumber(totals.inputTokens, locale)}
        detail={t("since", { date: since })}
      />
      {last && (
        <Tile
          label={t("lastMonth")}
          figure={formatMoney(last.totals.amountPico, currency, locale)}
          detail={t("exact", { amount: formatMoneyExact(last.totals.amountPico, currency, locale) })}
        />
      )}
    </Tiles>
  );
}
