import type { SystemContext } from "@millrace/db";
import type Stripe from "stripe";
import { kindOf, subjectOf } from "../rules/subject-of.ts";
import type { ToldEvent } from "../store.ts";
import { insertEvents } from "../store.ts";
import { dateOf } from "../subjects/reading.ts";

const PAGE = 100;
/** What one round looks at; more than that has happened in hours of no installation. */
const EVENTS_MAX = 20_000;
const METER_TYPES = ["v1.billing.meter.error_report_triggered", "v1.billing.meter.no_meter_found"];

/** Writes down what the provider has told since a moment and nobody heard. Returns how many that are. */
export async function takeMissedEvents(
  { database, clock, stripe }: SystemContext & { stripe: Stripe },
  since: Date,
): Promise<number> {
  let missed = 0;
  let page: ToldEvent[] = [];
  const flush = async () => {
    missed += await database.oneInSystem((tx) => insertEvents(tx, page, clock.now()));
    page = [];
  };
  for await (const event of listEvents(stripe, since)) {
    page.push(event);
    if (page.length === PAGE) await flush();
  }
  if (page.length > 0) await flush();
  return missed;
}

async function* listEvents(stripe: Stripe, since: Date): AsyncGenerator<ToldEvent> {
  let seen = 0;
  const created = { gte: Math.floor(since.getTime() / 1000) };
  for await (const { id, type, created: at, data } of stripe.events.list({ created, limit: PAGE })) {
    const objectId = subjectOf(type, data)?.id;
    if (objectId !== undefined) yield { id, type, objectId, happenedAt: dateOf(at) };
    seen += 1;
    if (seen >= EVENTS_MAX) break;
  }
  for await (const { id, type, created: at } of stripe.v2.core.events.list({
    types: METER_TYPES,
    limit: PAGE,
  })) {
    const happenedAt = new Date(at);
    if (happenedAt < since) break;
    if (kindOf(type) === "meter") yield { id, type, objectId: id, happenedAt };
  }
}
