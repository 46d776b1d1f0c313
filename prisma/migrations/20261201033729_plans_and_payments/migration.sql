-- DropIndex
DROP INDEX "invoices_team_id_period_start_period_end_key";

-- DropIndex
DROP INDEX "price_versions_model_name_currency_effective_from_key";

-- AlterTable
ALTER TABLE "invoices" ADD COLUMN     "kind" TEXT NOT NULL DEFAULT 'usage',
ADD COLUMN     "provider" TEXT NOT NULL DEFAULT 'none',
ADD COLUMN     "sent_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "invoice_lines" ADD COLUMN     "ends_at" TIMESTAMPTZ(3),
ADD COLUMN     "starts_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "payments" ADD COLUMN     "grant_id" UUID,
ADD COLUMN     "refunded_minor" BIGINT NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "price_versions" ADD COLUMN     "created_by" UUID,
ADD COLUMN     "team_id" UUID;

-- AlterTable
ALTER TABLE "price_rates" ADD COLUMN     "tiers_mode" TEXT;

-- AlterTable
ALTER TABLE "quota_limits" ADD COLUMN     "throttle_at" INTEGER;

-- AlterTable
ALTER TABLE "quota_leases" ADD COLUMN     "written_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- AlterTable
ALTER TABLE "usage_hours" ALTER COLUMN "amount_pico" TYPE DECIMAL(38,0);

-- CreateTable
CREATE TABLE "subscriptions" (
    "team_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "plan_name" TEXT NOT NULL,
    "next_plan_name" TEXT,
    "cancel_at" TIMESTAMPTZ(3),
    "past_due_since" TIMESTAMPTZ(3),
    "provider" TEXT NOT NULL,
    "provider_id" TEXT,
    "current_period_start" TIMESTAMPTZ(3) NOT NULL,
    "current_period_end" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "subscriptions_pkey" PRIMARY KEY ("team_id","id")
);

-- CreateTable
CREATE TABLE "subscription_phases" (
    "team_id" UUID NOT NULL,
    "subscription_id" UUID NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3),
    "plan_name" TEXT NOT NULL,

    CONSTRAINT "subscription_phases_pkey" PRIMARY KEY ("team_id","subscription_id","starts_at")
);

-- CreateTable
CREATE TABLE "usage_days" (
    "team_id" UUID NOT NULL,
    "day" TIMESTAMPTZ(0) NOT NULL,
    "deployment_id" UUID NOT NULL,
    "key_id" UUID NOT NULL,
    "model_name" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "requests" BIGINT NOT NULL,
    "inputs" BIGINT NOT NULL,
    "input_tokens" BIGINT NOT NULL,
    "cached_input_tokens" BIGINT NOT NULL DEFAULT 0,
    "output_tokens" BIGINT NOT NULL DEFAULT 0,
    "amount_pico" DECIMAL(38,0) NOT NULL,
    "queue_us" BIGINT NOT NULL,
    "compute_us" BIGINT NOT NULL,
    "total_us" BIGINT NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "usage_days_pkey" PRIMARY KEY ("team_id","day","deployment_id","key_id","model_name","outcome")
);

-- CreateTable
CREATE TABLE "payment_customers" (
    "team_id" UUID NOT NULL,
    "provider" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "card_label" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payment_customers_pkey" PRIMARY KEY ("team_id")
);

-- CreateTable
CREATE TABLE "payment_operations" (
    "team_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "request" JSONB NOT NULL,
    "provider_id" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL,
    "last_error" TEXT,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "payment_operations_pkey" PRIMARY KEY ("team_id","id")
);

-- CreateTable
CREATE TABLE "meter_readings" (
    "team_id" UUID NOT NULL,
    "period_start" TIMESTAMPTZ(3) NOT NULL,
    "identifier" TEXT NOT NULL,
    "value_minor" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "is_final" BOOLEAN NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    "error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "meter_readings_pkey" PRIMARY KEY ("team_id","period_start","identifier")
);

-- CreateTable
CREATE TABLE "top_up_rules" (
    "team_id" UUID NOT NULL,
    "below_pico" DECIMAL(38,0) NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "monthly_max_minor" BIGINT NOT NULL,
    "disabled_at" TIMESTAMPTZ(3),
    "failure" TEXT,
    "updated_by" UUID,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "top_up_rules_pkey" PRIMARY KEY ("team_id")
);

-- CreateTable
CREATE TABLE "payment_events" (
    "id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "object_id" TEXT,
    "happened_at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL,
    "last_error" TEXT,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "payment_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "price_tiers" (
    "price_version_id" UUID NOT NULL,
    "unit" TEXT NOT NULL,
    "above" DECIMAL(38,0) NOT NULL,
    "price_pico" BIGINT NOT NULL,

    CONSTRAINT "price_tiers_pkey" PRIMARY KEY ("price_version_id","unit","above")
);

-- CreateTable
CREATE TABLE "plan_versions" (
    "id" UUID NOT NULL,
    "plan_name" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "effective_from" TIMESTAMPTZ(3) NOT NULL,
    "fee_minor" BIGINT NOT NULL,
    "included_pico" DECIMAL(38,0) NOT NULL DEFAULT 0,
    "minimum_minor" BIGINT NOT NULL DEFAULT 0,
    "is_offered" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID,

    CONSTRAINT "plan_versions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "limit_notices" (
    "team_id" UUID NOT NULL,
    "limit_id" UUID NOT NULL,
    "starts_at" TIMESTAMPTZ(0) NOT NULL,
    "share" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "limit_notices_pkey" PRIMARY KEY ("team_id","limit_id","starts_at","share")
);

-- CreateIndex
CREATE INDEX "subscriptions_provider_id_idx" ON "subscriptions"("provider_id");

-- CreateIndex
CREATE UNIQUE INDEX "subscriptions_team_id_provider_id_key" ON "subscriptions"("team_id", "provider_id");

-- CreateIndex
CREATE UNIQUE INDEX "payment_customers_provider_id_key" ON "payment_customers"("provider_id");

-- CreateIndex
CREATE INDEX "payment_operations_provider_id_idx" ON "payment_operations"("provider_id");

-- CreateIndex
CREATE UNIQUE INDEX "payment_operations_team_id_key_key" ON "payment_operations"("team_id", "key");

-- CreateIndex
CREATE INDEX "payment_events_state_next_attempt_at_idx" ON "payment_events"("state", "next_attempt_at");

-- CreateIndex
CREATE UNIQUE INDEX "plan_versions_plan_name_currency_effective_from_key" ON "plan_versions"("plan_name", "currency", "effective_from");

-- CreateIndex
CREATE INDEX "invoices_provider_id_idx" ON "invoices"("provider_id");

-- CreateIndex
CREATE UNIQUE INDEX "invoices_team_id_provider_id_key" ON "invoices"("team_id", "provider_id");

-- CreateIndex
CREATE INDEX "payments_provider_id_idx" ON "payments"("provider_id");

-- CreateIndex
CREATE INDEX "usage_records_team_id_charge_id_idx" ON "usage_records"("team_id", "charge_id");

-- AddForeignKey
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscription_phases" ADD CONSTRAINT "subscription_phases_team_id_subscription_id_fkey" FOREIGN KEY ("team_id", "subscription_id") REFERENCES "subscriptions"("team_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payment_customers" ADD CONSTRAINT "payment_customers_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "top_up_rules" ADD CONSTRAINT "top_up_rules_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "price_versions" ADD CONSTRAINT "price_versions_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "price_tiers" ADD CONSTRAINT "price_tiers_price_version_id_unit_fkey" FOREIGN KEY ("price_version_id", "unit") REFERENCES "price_rates"("price_version_id", "unit") ON DELETE CASCADE ON UPDATE CASCADE;

-- Who may do what.
GRANT SELECT ON "subscriptions" TO millrace_app;
GRANT SELECT ON "subscription_phases" TO millrace_app;
GRANT SELECT ON "usage_days" TO millrace_app;
GRANT SELECT ON "payment_customers" TO millrace_app;
GRANT SELECT ON "payment_operations" TO millrace_app;
GRANT SELECT ON "meter_readings" TO millrace_app;
GRANT SELECT, INSERT, UPDATE ON "top_up_rules" TO millrace_app;
GRANT SELECT ON "limit_notices" TO millrace_app;
GRANT SELECT ON "price_tiers" TO millrace_app;
GRANT SELECT ON "plan_versions" TO millrace_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON "subscriptions" TO millrace_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON "subscription_phases" TO millrace_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON "usage_days" TO millrace_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON "payment_customers" TO millrace_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON "payment_operations" TO millrace_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON "meter_readings" TO millrace_system;
GRANT SELECT, UPDATE, DELETE ON "top_up_rules" TO millrace_system;
GRANT SELECT, INSERT, DELETE ON "limit_notices" TO millrace_system;
GRANT SELECT, INSERT ON "price_tiers" TO millrace_system;
GRANT SELECT, INSERT ON "plan_versions" TO millrace_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON "payment_events" TO millrace_system;

-- Row-level security: the application sees one team, the system sees all.
ALTER TABLE "subscriptions" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "subscriptions" FORCE ROW LEVEL SECURITY;
CREATE POLICY "team" ON "subscriptions" TO millrace_app
  USING (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid))
  WITH CHECK (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid));
CREATE POLICY "system" ON "subscriptions" TO millrace_system USING (true) WITH CHECK (true);

ALTER TABLE "subscription_phases" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "subscription_phases" FORCE ROW LEVEL SECURITY;
CREATE POLICY "team" ON "subscription_phases" TO millrace_app
  USING (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid))
  WITH CHECK (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid));
CREATE POLICY "system" ON "subscription_phases" TO millrace_system USING (true) WITH CHECK (true);

ALTER TABLE "usage_days" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "usage_days" FORCE ROW LEVEL SECURITY;
CREATE POLICY "team" ON "usage_days" TO millrace_app
  USING (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid))
  WITH CHECK (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid));
CREATE POLICY "system" ON "usage_days" TO millrace_system USING (true) WITH CHECK (true);

ALTER TABLE "payment_customers" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "payment_customers" FORCE ROW LEVEL SECURITY;
CREATE POLICY "team" ON "payment_customers" TO millrace_app
  USING (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid))
  WITH CHECK (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid));
CREATE POLICY "system" ON "payment_customers" TO millrace_system USING (true) WITH CHECK (true);

ALTER TABLE "payment_operations" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "payment_operations" FORCE ROW LEVEL SECURITY;
CREATE POLICY "team" ON "payment_operations" TO millrace_app
  USING (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid))
  WITH CHECK (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid));
CREATE POLICY "system" ON "payment_operations" TO millrace_system USING (true) WITH CHECK (true);

ALTER TABLE "meter_readings" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "meter_readings" FORCE ROW LEVEL SECURITY;
CREATE POLICY "team" ON "meter_readings" TO millrace_app
  USING (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid))
  WITH CHECK (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid));
CREATE POLICY "system" ON "meter_readings" TO millrace_system USING (true) WITH CHECK (true);

ALTER TABLE "top_up_rules" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "top_up_rules" FORCE ROW LEVEL SECURITY;
CREATE POLICY "team" ON "top_up_rules" TO millrace_app
  USING (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid))
  WITH CHECK (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid));
CREATE POLICY "system" ON "top_up_rules" TO millrace_system USING (true) WITH CHECK (true);

ALTER TABLE "limit_notices" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "limit_notices" FORCE ROW LEVEL SECURITY;
CREATE POLICY "team" ON "limit_notices" TO millrace_app
  USING (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid))
  WITH CHECK (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid));
CREATE POLICY "system" ON "limit_notices" TO millrace_system USING (true) WITH CHECK (true);

ALTER TABLE "payment_events" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "payment_events" FORCE ROW LEVEL SECURITY;
CREATE POLICY "system" ON "payment_events" TO millrace_system USING (true) WITH CHECK (true);

-- Of prices, a team sees those of all and its own.
ALTER TABLE "price_versions" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "price_versions" FORCE ROW LEVEL SECURITY;
CREATE POLICY "team" ON "price_versions" TO millrace_app
  USING (team_id IS NULL OR team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid))
  WITH CHECK (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid));
CREATE POLICY "system" ON "price_versions" TO millrace_system USING (true) WITH CHECK (true);
ALTER TABLE "price_rates" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "price_rates" FORCE ROW LEVEL SECURITY;
CREATE POLICY "version" ON "price_rates" TO millrace_app
  USING (EXISTS (SELECT 1 FROM price_versions v WHERE v.id = price_version_id));
CREATE POLICY "system" ON "price_rates" TO millrace_system USING (true) WITH CHECK (true);
ALTER TABLE "price_tiers" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "price_tiers" FORCE ROW LEVEL SECURITY;
CREATE POLICY "version" ON "price_tiers" TO millrace_app
  USING (EXISTS (SELECT 1 FROM price_versions v WHERE v.id = price_version_id));
CREATE POLICY "system" ON "price_tiers" TO millrace_system USING (true) WITH CHECK (true);

-- What is unique, where Prisma cannot say it.
CREATE UNIQUE INDEX "price_versions_place_key" ON "price_versions" ("team_id", "model_name", "currency", "effective_from") NULLS NOT DISTINCT;
CREATE INDEX "price_versions_model_name_idx" ON "price_versions" ("model_name");
CREATE UNIQUE INDEX "invoices_period_key" ON "invoices" ("team_id", "period_start", "period_end") WHERE kind = 'usage';
CREATE UNIQUE INDEX "subscriptions_live_key" ON "subscriptions" ("team_id") WHERE ended_at IS NULL;
CREATE UNIQUE INDEX "payment_operations_top_up_key" ON "payment_operations" ("team_id") WHERE kind = 'top_up' AND state = 'waiting';

-- Values that the code relies on.
ALTER TABLE "price_rates" ADD CONSTRAINT "price_rates_check_2" CHECK (tiers_mode IN ('graduated', 'volume'));
ALTER TABLE "price_tiers" ADD CONSTRAINT "price_tiers_check_1" CHECK (above > 0 AND price_pico >= 0);
ALTER TABLE "plan_versions" ADD CONSTRAINT "plan_versions_check_1" CHECK (fee_minor >= 0 AND included_pico >= 0 AND minimum_minor >= 0);
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_check_4" CHECK (kind IN ('usage', 'plan'));
ALTER TABLE "payments" DROP CONSTRAINT "payments_check_2";
ALTER TABLE "payments" ADD CONSTRAINT "payments_check_2" CHECK (state IN ('pending', 'succeeded', 'failed', 'disputed', 'lost'));
ALTER TABLE "payments" ADD CONSTRAINT "payments_check_3" CHECK (refunded_minor BETWEEN 0 AND amount_minor);
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_check_1" CHECK (
  state IN ('incomplete', 'trialing', 'active', 'past_due', 'unpaid', 'paused', 'canceled', 'incomplete_expired')
  AND current_period_start < current_period_end);
ALTER TABLE "subscription_phases" ADD CONSTRAINT "subscription_phases_check_1" CHECK (ends_at IS NULL OR starts_at < ends_at);
ALTER TABLE "payment_operations" ADD CONSTRAINT "payment_operations_check_1" CHECK (state IN ('waiting', 'done', 'failed'));
ALTER TABLE "payment_events" ADD CONSTRAINT "payment_events_check_1" CHECK (state IN ('waiting', 'done', 'failed'));
ALTER TABLE "top_up_rules" ADD CONSTRAINT "top_up_rules_check_1" CHECK (below_pico >= 0 AND amount_minor > 0 AND monthly_max_minor >= amount_minor);
ALTER TABLE "quota_limits" DROP CONSTRAINT "quota_limits_check_2";
ALTER TABLE "quota_limits" ADD CONSTRAINT "quota_limits_check_2" CHECK (
  (measure IN ('concurrency', 'replicas', 'compute_units', 'stored_bytes')) = (period = 'now')
  AND measure IN ('requests', 'tokens', 'spend', 'concurrency', 'replicas', 'compute_units', 'stored_bytes')
  AND period IN ('minute', 'day', 'month', 'total', 'now') AND NOT (measure = 'spend' AND period = 'minute'));
ALTER TABLE "quota_limits" ADD CONSTRAINT "quota_limits_check_5" CHECK (throttle_at BETWEEN 1 AND 99);

-- What the hours have added up to until now.
INSERT INTO "usage_days" (team_id, day, deployment_id, key_id, model_name, outcome, requests, inputs, input_tokens,
  cached_input_tokens, output_tokens, amount_pico, queue_us, compute_us, total_us, last_at)
SELECT team_id, date_trunc('day', hour, 'UTC'), deployment_id, key_id, model_name, outcome, sum(requests), sum(inputs),
  sum(input_tokens), sum(cached_input_tokens), sum(output_tokens), sum(amount_pico), sum(queue_us), sum(compute_us), sum(total_us),
  max(last_at)
FROM "usage_hours" GROUP BY 1, 2, 3, 4, 5, 6;
