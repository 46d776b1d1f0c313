import type { SubjectKind } from "../rules/subject-of.ts";
import { readCustomer } from "./read-customer.ts";
import { readInvoice } from "./read-invoice.ts";
import { readMeter } from "./read-meter.ts";
import { readPayment } from "./read-payment.ts";
import { readSession } from "./read-session.ts";
import { readSubscription } from "./read-subscription.ts";
import type { Read } from "./reading.ts";

export const READS: Readonly<Record<SubjectKind, Read>> = {
  session: readSession,
  subscription: readSubscription,
  invoice: readInvoice,
  payment: readPayment,
  customer: readCustomer,
  meter: readMeter,
};
