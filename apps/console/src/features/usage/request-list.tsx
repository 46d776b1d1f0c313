import type { listRequests, UsageRequest } from "@millrace/metering";
import { Button, Cell, EmptyState, HeaderCell, Row, Table } from "@millrace/ui";
import { ReceiptText, SearchX } from "lucide-react";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { formatMoney } from "../../format/money.ts";
import { formatMilliseconds, formatNumber } from "../../format/quantity.ts";
import { TeamLink } from "../team-address/team-link.tsx";
import { type Names, nameOfGroup } from "./names.ts";
import { OutcomeTag } from "./outcome-tag.tsx";
import { isNarrowed, NOT_NARROWED, type UsageQuery, usageAddress } from "./usage-query.ts";

const MICROSECONDS = 1_000;

export type RequestListProps = {
  requests: Awaited<ReturnType<typeof listRequests>>;
  query: UsageQuery;
  names: Names;
  currency: string;
};

/** Every request behind the figures above, newest first. */
export function RequestList({ requests, query, names, currency }: RequestListProps) {
  const t = useTranslations("usage");
  if (requests.requests.length === 0 && !query.after) {
    if (isNarrowed(query)) return <NoneOfThese query={query} />;
    return (
      <EmptyState
        icon={ReceiptText}
        title={t("empty.title")}
        text={t("empty.text")}
        action={
          <Button asChild>
            <TeamLink href="/keys">{t("empty.action")}</TeamLink>
          </Button>
        }
      />
    );
  }
  return (
    <>
      <Table aria-label={t("requests")}>
        <thead>
          <tr>
            <HeaderCell>{t("columns.time")}</HeaderCell>
            <HeaderCell>{t("columns.deployment")}</HeaderCell>
            <HeaderCell className="hidden md:table-cell">{t("columns.key")}</HeaderCell>
            <HeaderCell className="text-right">{t("columns.tokens")}</HeaderCell>
            <HeaderCell className="text-right">{t("columns.cost")}</HeaderCell>
            <HeaderCell className="hidden text-right md:table-cell">{t("columns.queue")}</HeaderCell>
            <HeaderCell className="hidden text-right md:table-cell">{t("columns.compute")}</HeaderCell>
            <HeaderCell className="text-right">{t("columns.total")}</HeaderCell>
            <HeaderCell>{t("columns.outcome")}</HeaderCell>
          </tr>
        </thead>
        <tbody>
          {requests.requests.map((request) => (
            <RequestRow key={request.id} request={request} names={names} currency={currency} />
          ))}
        </tbody>
      </Table>
      <Paging query={query} next={requests.next} />
    </>
  );
}

/** There may be others, beyond what the page is narrowed to. */
function NoneOfThese({ query }: { query: UsageQuery }) {
  const t = useTranslations("usage");
  return (
    <EmptyState
      icon={SearchX}
      title={t("empty.title")}
      text={t("empty.narrowed")}
      action={
        <Button asChild>
          <TeamLink href={{ query: usageAddress(query, NOT_NARROWED) }} scroll={false}>
            {t("filter.clear")}
          </TeamLink>
        </Button>
      }
    />
  );
}

type RequestRowProps = { request: UsageRequest; names: Names; currency: string };

function RequestRow({ request, names, currency }: RequestRowProps) {
  const locale = useLocale();
  const format = useFormatter();
  const milliseconds = (us: number) => `${formatMilliseconds(us / MICROSECONDS, locale)} ms`;
  return (
    <Row>
      <Cell className="whitespace-nowrap">
        <TeamLink
          href={`/usage/requests/${request.id}`}
          prefetch={false}
          className="rounded-sm font-medium text-water-ink hover:underline"
        >
          {format.dateTime(request.at, { dateStyle: "medium", timeStyle: "medium" })}
        </TeamLink>
      </Cell>
      <Cell>{nameOfGroup(names, "deployment", request.deploymentId)}</Cell>
      <Cell className="hidden md:table-cell">{nameOfGroup(names, "key", request.keyId)}</Cell>
      <Cell className="figure text-right">{formatNumber(request.inputTokens, locale)}</Cell>
      <Cell className="figure text-right whitespace-nowrap">
        {formatMoney(request.amountPico, request.currency || currency, locale)}
      </Cell>
      <Cell className="figure hidden text-right whitespace-nowrap md:table-cell">
        {milliseconds(request.queueUs)}
      </Cell>
      <Cell className="figure hidden text-right whitespace-nowrap md:table-cell">
        {milliseconds(request.computeUs)}
      </Cell>
      <Cell className="figure text-right whitespace-nowrap">{milliseconds(request.totalUs)}</Cell>
      <Cell>
        <OutcomeTag outcome={request.outcome} />
      </Cell>
    </Row>
  );
}

function Paging({ query, next }: { query: UsageQuery; next: string | null }) {
  const t = useTranslations("usage.paging");
  if (!query.after && !next) return null;
  return (
    <nav aria-label={t("label")} className="flex justify-end gap-2 border-t border-line p-3">
      {query.after && (
        <Button asChild>
          <TeamLink href={{ query: usageAddress(query, {}) }} scroll={false}>
            {t("newest")}
          </TeamLink>
        </Button>
      )}
      {next && (
        <Button asChild>
          <TeamLink href={{ query: usageAddress(query, { after: next }) }} scroll={false}>
            {t("older")}
          </TeamLink>
        </Button>
      )}
    </nav>
  );
}
