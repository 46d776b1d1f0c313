-- AlterTable
ALTER TABLE "api_keys" ADD COLUMN     "allowed_ips" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "apis" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "deployment_ids" UUID[] DEFAULT ARRAY[]::UUID[],
ADD COLUMN     "expires_at" TIMESTAMPTZ(3),
ADD COLUMN     "is_service" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "replaced_by" UUID;

-- AlterTable
ALTER TABLE "usage_records" ADD COLUMN     "charge_id" UUID,
ADD COLUMN     "holder_id" UUID,
ADD COLUMN     "output_tokens" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "usage_hours" ADD COLUMN     "output_tokens" BIGINT NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "teams" ADD COLUMN     "is_prepaid" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "ledger_entries" (
    "team_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "debit" TEXT NOT NULL,
    "credit" TEXT NOT NULL,
    "amount_pico" DECIMAL(38,0) NOT NULL,
    "operation_id" TEXT NOT NULL,
    "grant_id" UUID,
    "invoice_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ledger_entries_pkey" PRIMARY KEY ("team_id","id")
);

-- CreateTable
CREATE TABLE "credit_grants" (
    "team_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "priority" INTEGER NOT NULL DEFAULT 50,
    "currency" TEXT NOT NULL,
    "amount_pico" DECIMAL(38,0) NOT NULL,
    "used_pico" DECIMAL(38,0) NOT NULL DEFAULT 0,
    "effective_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "voided_at" TIMESTAMPTZ(3),
    "operation_id" TEXT NOT NULL,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "credit_grants_pkey" PRIMARY KEY ("team_id","id")
);

-- CreateTable
CREATE TABLE "quota_limits" (
    "team_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "scope" TEXT NOT NULL,
    "scope_id" UUID NOT NULL,
    "measure" TEXT NOT NULL,
    "period" TEXT NOT NULL,
    "value" DECIMAL(38,0) NOT NULL,
    "notify_at" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
    "raised_value" DECIMAL(38,0),
    "raised_until" TIMESTAMPTZ(3),
    "raised_reason" TEXT,
    "raised_by" UUID,
    "set_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "quota_limits_pkey" PRIMARY KEY ("team_id","id")
);

-- CreateTable
CREATE TABLE "quota_counters" (
    "team_id" UUID NOT NULL,
    "scope" TEXT NOT NULL,
    "scope_id" UUID NOT NULL,
    "period" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(0) NOT NULL,
    "requests" DECIMAL(38,0) NOT NULL DEFAULT 0,
    "tokens" DECIMAL(38,0) NOT NULL DEFAULT 0,
    "spend_pico" DECIMAL(38,0) NOT NULL DEFAULT 0,

    CONSTRAINT "quota_counters_pkey" PRIMARY KEY ("team_id","scope","scope_id","period","starts_at")
);

-- CreateTable
CREATE TABLE "quota_leases" (
    "team_id" UUID NOT NULL,
    "scope" TEXT NOT NULL,
    "scope_id" UUID NOT NULL,
    "measure" TEXT NOT NULL,
    "period" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(0) NOT NULL,
    "holder_id" UUID NOT NULL,
    "node_id" UUID NOT NULL,
    "granted" DECIMAL(38,0) NOT NULL,
    "settled" DECIMAL(38,0) NOT NULL DEFAULT 0,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "recalled_at" TIMESTAMPTZ(6),
    "answered_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "quota_leases_pkey" PRIMARY KEY ("team_id","scope","scope_id","measure","period","starts_at","holder_id")
);

-- CreateIndex
CREATE INDEX "ledger_entries_team_id_at_id_idx" ON "ledger_entries"("team_id", "at" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "ledger_entries_team_id_operation_id_key" ON "ledger_entries"("team_id", "operation_id");

-- CreateIndex
CREATE UNIQUE INDEX "credit_grants_team_id_operation_id_key" ON "credit_grants"("team_id", "operation_id");

-- CreateIndex
CREATE UNIQUE INDEX "quota_limits_team_id_scope_scope_id_measure_period_key" ON "quota_limits"("team_id", "scope", "scope_id", "measure", "period");

-- CreateIndex
CREATE INDEX "quota_leases_holder_id_idx" ON "quota_leases"("holder_id");

-- CreateIndex
CREATE INDEX "quota_leases_node_id_idx" ON "quota_leases"("node_id");

-- AddForeignKey
ALTER TABLE "credit_grants" ADD CONSTRAINT "credit_grants_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "quota_limits" ADD CONSTRAINT "quota_limits_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Who may do what.
GRANT UPDATE (is_prepaid) ON "teams" TO millrace_system;
GRANT DELETE ON "api_keys" TO millrace_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON "quota_limits" TO millrace_app;
GRANT SELECT ON "quota_counters" TO millrace_app;
GRANT SELECT, DELETE ON "quota_leases" TO millrace_app;
GRANT SELECT ON "ledger_entries" TO millrace_app;
GRANT SELECT ON "credit_grants" TO millrace_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON "quota_limits" TO millrace_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON "quota_counters" TO millrace_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON "quota_leases" TO millrace_system;
GRANT SELECT, INSERT, DELETE ON "ledger_entries" TO millrace_system;
GRANT SELECT, INSERT, UPDATE (used_pico, voided_at), DELETE ON "credit_grants" TO millrace_system;

-- Row-level security: the application sees one team, the system sees all.
ALTER TABLE "quota_limits" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "quota_limits" FORCE ROW LEVEL SECURITY;
CREATE POLICY "team" ON "quota_limits" TO millrace_app
  USING (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid))
  WITH CHECK (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid));
CREATE POLICY "system" ON "quota_limits" TO millrace_system USING (true) WITH CHECK (true);

ALTER TABLE "quota_counters" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "quota_counters" FORCE ROW LEVEL SECURITY;
CREATE POLICY "team" ON "quota_counters" TO millrace_app
  USING (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid))
  WITH CHECK (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid));
CREATE POLICY "system" ON "quota_counters" TO millrace_system USING (true) WITH CHECK (true);

ALTER TABLE "quota_leases" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "quota_leases" FORCE ROW LEVEL SECURITY;
CREATE POLICY "team" ON "quota_leases" TO millrace_app
  USING (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid))
  WITH CHECK (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid));
CREATE POLICY "system" ON "quota_leases" TO millrace_system USING (true) WITH CHECK (true);

ALTER TABLE "ledger_entries" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "ledger_entries" FORCE ROW LEVEL SECURITY;
CREATE POLICY "team" ON "ledger_entries" TO millrace_app
  USING (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid))
  WITH CHECK (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid));
CREATE POLICY "system" ON "ledger_entries" TO millrace_system USING (true) WITH CHECK (true);

ALTER TABLE "credit_grants" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "credit_grants" FORCE ROW LEVEL SECURITY;
CREATE POLICY "team" ON "credit_grants" TO millrace_app
  USING (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid))
  WITH CHECK (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid));
CREATE POLICY "system" ON "credit_grants" TO millrace_system USING (true) WITH CHECK (true);

-- Values that the code relies on.
ALTER TABLE "quota_limits" ADD CONSTRAINT "quota_limits_check_1" CHECK (scope IN ('team', 'member', 'key', 'deployment'));
ALTER TABLE "quota_limits" ADD CONSTRAINT "quota_limits_check_2" CHECK (
  (measure = 'concurrency') = (period = 'now') AND measure IN ('requests', 'tokens', 'spend', 'concurrency')
  AND period IN ('minute', 'day', 'month', 'total', 'now') AND NOT (measure = 'spend' AND period = 'minute'));
ALTER TABLE "quota_limits" ADD CONSTRAINT "quota_limits_check_3" CHECK (value >= 0 AND (raised_value IS NULL OR raised_value > value));
ALTER TABLE "quota_limits" ADD CONSTRAINT "quota_limits_check_4" CHECK ((raised_value IS NULL) = (raised_until IS NULL));
ALTER TABLE "quota_leases" ADD CONSTRAINT "quota_leases_check_1" CHECK (granted >= 0 AND settled >= 0);
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_check_1" CHECK (amount_pico > 0 AND debit <> credit);
ALTER TABLE "credit_grants" ADD CONSTRAINT "credit_grants_check_1" CHECK (amount_pico > 0 AND used_pico BETWEEN 0 AND amount_pico);
ALTER TABLE "credit_grants" ADD CONSTRAINT "credit_grants_check_2" CHECK (kind IN ('paid', 'promotional'));
