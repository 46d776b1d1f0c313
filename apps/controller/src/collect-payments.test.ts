import { newId } from "@millrace/kernel";
import { createSecrets, openKeyRing } from "@millrace/secrets";
import { createLog } from "@millrace/telemetry";
import { fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import { expect, test, vi } from "vitest";
import { collectPayments } from "./collect-payments.ts";

const db = await testDatabase();
const clock = fakeClock();
const secrets = createSecrets({ keys: openKeyRing({ kind: "given", keys: ["k".repeat(32)] }), clock });

function start(payments: Parameters<typeof collectPayments>[0]["payments"]) {
  const lines: string[] = [];
  const log = createLog({ service: "controller" }, { write: (line) => lines.push(line) });
  const consoleUrl = "https://mill.example.test";
  return {
    stop: collectPayments({ database: db.database, clock, secrets, payments, consoleUrl, log }),
    lines,
  };
}

test("without a provider nothing is asked of anybody", async () => {
  await start(null).stop();
});

test("a provider that is away is told, and the rounds end when they are stopped", async () => {
  const { teamId } = await makeTeam(db, clock);
  await db.sql(
    `INSERT INTO invoices (team_id, id, kind, state, currency, period_start, period_end, subtotal_pico, subtotal_minor, total_minor,
       provider, provider_id, created_at, number, closed_at)
     VALUES ($1, $2, 'usage', 'open', 'USD', '2025-12-01Z', '2026-01-01Z', 0, 0, 1, 'stripe', 'in_1', now(), 'MR-000001', now())`,
    [teamId, newId()],
  );
  const { stop, lines } = start({
    secretKey: "sk_test_nobody_listens_here",
    ...{ isLive: false, webhookSecrets: [], apiBase: "http://127.0.0.1:9", tax: "none" },
  });
  await vi.waitFor(() => expect(lines.join()).toContain("an invoice cannot be collected"), 15_000);
  await stop();
});
