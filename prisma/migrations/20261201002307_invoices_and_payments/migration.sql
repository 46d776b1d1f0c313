-- CreateTable
CREATE TABLE "invoices" (
    "team_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "number" TEXT,
    "state" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "period_start" TIMESTAMPTZ(3) NOT NULL,
    "period_end" TIMESTAMPTZ(3) NOT NULL,
    "subtotal_pico" DECIMAL(38,0) NOT NULL,
    "subtotal_minor" BIGINT NOT NULL,
    "credit_minor" BIGINT NOT NULL DEFAULT 0,
    "tax_minor" BIGINT NOT NULL DEFAULT 0,
    "total_minor" BIGINT NOT NULL,
    "paid_minor" BIGINT NOT NULL DEFAULT 0,
    "credited_minor" BIGINT NOT NULL DEFAULT 0,
    "closed_at" TIMESTAMPTZ(3),
    "due_at" TIMESTAMPTZ(3),
    "paid_at" TIMESTAMPTZ(3),
    "voided_at" TIMESTAMPTZ(3),
    "provider_id" TEXT,
    "bill_to" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "invoices_pkey" PRIMARY KEY ("team_id","id")
);

-- CreateTable
CREATE TABLE "invoice_lines" (
    "team_id" UUID NOT NULL,
    "invoice_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "model_name" TEXT,
    "deployment_id" UUID,
    "price_version_id" UUID,
    "unit" TEXT,
    "quantity" DECIMAL(38,0) NOT NULL,
    "unit_price_pico" DECIMAL(38,0),
    "amount_pico" DECIMAL(38,0) NOT NULL,
    "amount_minor" BIGINT NOT NULL,

    CONSTRAINT "invoice_lines_pkey" PRIMARY KEY ("team_id","invoice_id","position")
);

-- CreateTable
CREATE TABLE "credit_notes" (
    "team_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "invoice_id" UUID NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "operation_id" TEXT NOT NULL,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "credit_notes_pkey" PRIMARY KEY ("team_id","id")
);

-- CreateTable
CREATE TABLE "payments" (
    "team_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "provider_id" TEXT,
    "invoice_id" UUID,
    "amount_minor" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "note" TEXT,
    "operation_id" TEXT NOT NULL,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payments_pkey" PRIMARY KEY ("team_id","id")
);

-- CreateTable
CREATE TABLE "number_series" (
    "name" TEXT NOT NULL,
    "next" INTEGER NOT NULL,

    CONSTRAINT "number_series_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE UNIQUE INDEX "invoices_team_id_period_start_period_end_key" ON "invoices"("team_id", "period_start", "period_end");

-- CreateIndex
CREATE UNIQUE INDEX "credit_notes_team_id_operation_id_key" ON "credit_notes"("team_id", "operation_id");

-- CreateIndex
CREATE UNIQUE INDEX "payments_team_id_operation_id_key" ON "payments"("team_id", "operation_id");

-- AddForeignKey
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invoice_lines" ADD CONSTRAINT "invoice_lines_team_id_invoice_id_fkey" FOREIGN KEY ("team_id", "invoice_id") REFERENCES "invoices"("team_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Who may do what.
GRANT SELECT ON "invoices" TO millrace_app;
GRANT SELECT ON "invoice_lines" TO millrace_app;
GRANT SELECT ON "credit_notes" TO millrace_app;
GRANT SELECT ON "payments" TO millrace_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON "invoices" TO millrace_system;
GRANT SELECT, INSERT, DELETE ON "invoice_lines" TO millrace_system;
GRANT SELECT, INSERT, DELETE ON "credit_notes" TO millrace_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON "payments" TO millrace_system;
GRANT SELECT, INSERT, UPDATE ON "number_series" TO millrace_system;

-- Row-level security: the application sees one team, the system sees all.
ALTER TABLE "invoices" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "invoices" FORCE ROW LEVEL SECURITY;
CREATE POLICY "team" ON "invoices" TO millrace_app
  USING (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid))
  WITH CHECK (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid));
CREATE POLICY "system" ON "invoices" TO millrace_system USING (true) WITH CHECK (true);

ALTER TABLE "invoice_lines" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "invoice_lines" FORCE ROW LEVEL SECURITY;
CREATE POLICY "team" ON "invoice_lines" TO millrace_app
  USING (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid))
  WITH CHECK (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid));
CREATE POLICY "system" ON "invoice_lines" TO millrace_system USING (true) WITH CHECK (true);

ALTER TABLE "credit_notes" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "credit_notes" FORCE ROW LEVEL SECURITY;
CREATE POLICY "team" ON "credit_notes" TO millrace_app
  USING (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid))
  WITH CHECK (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid));
CREATE POLICY "system" ON "credit_notes" TO millrace_system USING (true) WITH CHECK (true);

ALTER TABLE "payments" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "payments" FORCE ROW LEVEL SECURITY;
CREATE POLICY "team" ON "payments" TO millrace_app
  USING (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid))
  WITH CHECK (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid));
CREATE POLICY "system" ON "payments" TO millrace_system USING (true) WITH CHECK (true);

ALTER TABLE "number_series" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "number_series" FORCE ROW LEVEL SECURITY;
CREATE POLICY "system" ON "number_series" TO millrace_system USING (true) WITH CHECK (true);

-- Values that the code relies on.
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_check_1" CHECK (state IN ('draft', 'open', 'paid', 'void', 'uncollectible'));
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_check_2" CHECK ((state = 'draft') = (number IS NULL) AND (state = 'draft') = (closed_at IS NULL));
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_check_3" CHECK (period_start < period_end);
CREATE UNIQUE INDEX "invoices_number_key" ON "invoices" ("number");
ALTER TABLE "payments" ADD CONSTRAINT "payments_check_1" CHECK (kind IN ('invoice', 'credit', 'refund') AND amount_minor > 0);
ALTER TABLE "payments" ADD CONSTRAINT "payments_check_2" CHECK (state IN ('pending', 'succeeded', 'failed', 'disputed'));
ALTER TABLE "credit_notes" ADD CONSTRAINT "credit_notes_check_1" CHECK (amount_minor > 0 AND outcome IN ('refund', 'credit', 'owed'));
