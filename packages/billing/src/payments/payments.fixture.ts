import type { SystemTx } from "@millrace/db";
import { expect } from "vitest";
import { at, type BilledTeam, billedTeam, db } from "../billing.fixture.ts";
import {
  checkBooks,
  type Dispute,
  type ReceivedPayment,
  recordDispute,
  recordPayment,
  recordPlanInvoice,
  recordRefund,
  settleInvoice,
} from "../index.ts";

export const NOON = new Date("2026-02-03T12:00:00Z");
const by = at(NOON);

export const inSystem = <T>(work: (tx: SystemTx) => Promise<T>): Promise<T> => db.database.inSystem(work);

/** Every amount that two places say must be the same. */
export async function expectBalanced({ teamId }: { teamId: string }): Promise<void> {
  for await (const books of checkBooks(by, { teamId }))
    expect(books).toMatchObject({ isBalanced: true, differences: [] });
}

type Received = Pick<ReceivedPayment, "providerId" | "amountMinor" | "paidFor"> & { currency?: string };

export const receive = ({ teamId }: BilledTeam, { currency = "USD", ...received }: Received) =>
  inSystem((tx) => recordPayment(tx, { teamId, provider: "stripe", currency, at: NOON, ...received }, by));

export const buy = (team: BilledTeam, providerId: string, amountMinor: bigint, taxMinor = 0n) =>
  receive(team, { providerId, amountMinor, paidFor: { kind: "credit", name: "Credit", taxMinor } });

type Returned = {
  providerId: string;
  paymentId: string;
  amountMinor: bigint;
  state?: "succeeded" | "failed";
};

export const refund = ({ teamId }: BilledTeam, { state = "succeeded", ...returned }: Returned) =>
  inSystem((tx) => recordRefund(tx, { teamId, at: NOON, state, ...returned }, by));

export const dispute = (
  { teamId }: BilledTeam,
  wanted: Pick<Dispute, "providerId" | "paymentId" | "amountMinor" | "state">,
) => inSystem((tx) => recordDispute(tx, { teamId, at: NOON, ...wanted }, by));

/** A team that a provider charged 29.00 and a fifth of tax for a plan. */
export async function plannedTeam(providerId: string, team?: BilledTeam): Promise<BilledTeam> {
  const planned = team ?? (await billedTeam());
  await inSystem((tx) =>
    recordPlanInvoice(
      tx,
      {
        ...{ teamId: planned.teamId, provider: "stripe", providerId, currency: "USD", at: NOON },
        lines: [{ description: "Pro", amountMinor: 2900n, startsAt: NOON, endsAt: new Date("2026-03-01Z") }],
        usage: [],
        taxes: [{ description: "VAT 20%", amountMinor: 580n }],
        totalMinor: 3480n,
      },
      by,
    ),
  );
  return planned;
}

type Settled = {
  state: "open" | "paid" | "void" | "uncollectible";
  payments?: { providerId: string; amountMinor: bigint }[];
};

export const settle = ({ teamId }: BilledTeam, providerId: string, { state, payments = [] }: Settled) =>
  inSystem((tx) =>
    settleInvoice(
      tx,
      { teamId, providerId, state, at: NOON, payments: payments.map((one) => ({ ...one, at: NOON })) },
      by,
    ),
  );

export const invoicesOf = ({ teamId }: BilledTeam) =>
  db.sql(
    "SELECT state, total_minor::int AS total, paid_minor::int AS paid, credited_minor::int AS credited FROM invoices WHERE team_id = $1",
    [teamId],
  );

export const paymentsOf = ({ teamId }: BilledTeam) =>
  db.sql(
    `SELECT kind, state, provider_id AS id, amount_minor::int AS amount, refunded_minor::int AS refunded FROM payments
     WHERE team_id = $1 ORDER BY kind, provider_id`,
    [teamId],
  );
