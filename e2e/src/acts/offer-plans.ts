import type { Product } from "@millrace/testing";
import pg from "pg";

/** In dollars a month. */
export const PLANS = {
  starter: { title: "Starter", fee: 10, included: 5 },
  pro: { title: "Pro", fee: 50, included: 30 },
} as const;

/** Plans that every team may take: put into the database as an operator's page does. */
export async function offerPlans({ databaseUrl }: Product): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (const [name, { title, fee, included }] of Object.entries(PLANS))
      await client.query(
        `INSERT INTO plan_versions (id, plan_name, title, currency, effective_from, fee_minor, included_pico)
         VALUES (gen_random_uuid(), $1, $2, 'USD', '2025-01-01', $3, $4) ON CONFLICT DO NOTHING`,
        [name, title, fee * 100, `${included}000000000000`],
      );
  } finally {
    await client.end();
  }
}
