-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "audit_entries" (
    "team_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "person_id" UUID,
    "actor_label" TEXT NOT NULL,
    "verb" TEXT NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "before" JSONB,
    "after" JSONB,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("team_id","id")
);

-- CreateTable
CREATE TABLE "models" (
    "name" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "task" TEXT NOT NULL,
    "license" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "models_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "model_versions" (
    "id" UUID NOT NULL,
    "model_name" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "folder" TEXT NOT NULL,
    "size_bytes" BIGINT NOT NULL,
    "parameter_count" BIGINT NOT NULL,
    "tokens_max" INTEGER NOT NULL,
    "dimensions" INTEGER,
    "labels" TEXT[],
    "languages" TEXT[],
    "card" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "model_versions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "model_profiles" (
    "model_version_id" UUID NOT NULL,
    "node_id" UUID NOT NULL,
    "measured_at" TIMESTAMPTZ(3) NOT NULL,
    "load_ms" DOUBLE PRECISION NOT NULL,
    "memory_bytes" BIGINT NOT NULL,
    "grid" JSONB NOT NULL,

    CONSTRAINT "model_profiles_pkey" PRIMARY KEY ("model_version_id","node_id")
);

-- CreateTable
CREATE TABLE "nodes" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "cores" INTEGER NOT NULL,
    "memory_bytes" BIGINT NOT NULL,
    "isolation" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "heartbeat_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "nodes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deployments" (
    "team_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "model_version_id" UUID NOT NULL,
    "model_name" TEXT NOT NULL,
    "task" TEXT NOT NULL,
    "wanted" TEXT NOT NULL,
    "replicas" INTEGER NOT NULL,
    "threads_per_replica" INTEGER NOT NULL,
    "memory_bytes_max" BIGINT NOT NULL,
    "batch_tokens_max" INTEGER NOT NULL,
    "batch_rows_max" INTEGER NOT NULL,
    "queue_requests_max" INTEGER NOT NULL,
    "generation" INTEGER NOT NULL DEFAULT 1,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "deployments_pkey" PRIMARY KEY ("team_id","id")
);

-- CreateTable
CREATE TABLE "placements" (
    "team_id" UUID NOT NULL,
    "deployment_id" UUID NOT NULL,
    "node_id" UUID,
    "replicas" INTEGER NOT NULL,
    "generation" INTEGER NOT NULL,
    "reason" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "placements_pkey" PRIMARY KEY ("team_id","deployment_id")
);

-- CreateTable
CREATE TABLE "replica_states" (
    "team_id" UUID NOT NULL,
    "deployment_id" UUID NOT NULL,
    "node_id" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "memory_bytes" BIGINT NOT NULL,
    "restarts" INTEGER NOT NULL,
    "reason" TEXT,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "replica_states_pkey" PRIMARY KEY ("team_id","deployment_id","node_id","ordinal")
);

-- CreateTable
CREATE TABLE "deployment_loads" (
    "team_id" UUID NOT NULL,
    "deployment_id" UUID NOT NULL,
    "node_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "requests_per_second" DOUBLE PRECISION NOT NULL,
    "tokens_per_second" DOUBLE PRECISION NOT NULL,
    "refused_per_second" DOUBLE PRECISION NOT NULL,
    "total_p50_ms" DOUBLE PRECISION NOT NULL,
    "total_p99_ms" DOUBLE PRECISION NOT NULL,
    "queue_ms" DOUBLE PRECISION NOT NULL,
    "compute_ms" DOUBLE PRECISION NOT NULL,
    "batch_rows" DOUBLE PRECISION NOT NULL,
    "padding_share" DOUBLE PRECISION NOT NULL,
    "queued_requests" INTEGER NOT NULL,

    CONSTRAINT "deployment_loads_pkey" PRIMARY KEY ("team_id","deployment_id","node_id")
);

-- CreateTable
CREATE TABLE "api_keys" (
    "team_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "last_four" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "revoked_by" UUID,

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("team_id","id")
);

-- CreateTable
CREATE TABLE "usage_records" (
    "team_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "node_id" UUID NOT NULL,
    "key_id" UUID NOT NULL,
    "deployment_id" UUID NOT NULL,
    "model_name" TEXT NOT NULL,
    "model_version_id" UUID NOT NULL,
    "task" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "inputs" INTEGER NOT NULL,
    "input_tokens" INTEGER NOT NULL,
    "price_version_id" UUID,
    "currency" TEXT NOT NULL,
    "amount_pico" BIGINT NOT NULL,
    "queue_us" INTEGER NOT NULL,
    "compute_us" INTEGER NOT NULL,
    "total_us" INTEGER NOT NULL,
    "batch_rows" INTEGER NOT NULL,
    "payload_hash" BYTEA NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "usage_records_pkey" PRIMARY KEY ("team_id","id")
);

-- CreateTable
CREATE TABLE "usage_hours" (
    "team_id" UUID NOT NULL,
    "hour" TIMESTAMPTZ(0) NOT NULL,
    "deployment_id" UUID NOT NULL,
    "key_id" UUID NOT NULL,
    "model_name" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "requests" BIGINT NOT NULL,
    "inputs" BIGINT NOT NULL,
    "input_tokens" BIGINT NOT NULL,
    "amount_pico" BIGINT NOT NULL,
    "queue_us" BIGINT NOT NULL,
    "compute_us" BIGINT NOT NULL,
    "total_us" BIGINT NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "usage_hours_pkey" PRIMARY KEY ("team_id","hour","deployment_id","key_id","model_name","outcome")
);

-- CreateTable
CREATE TABLE "usage_conflicts" (
    "team_id" UUID NOT NULL,
    "record_id" UUID NOT NULL,
    "payload_hash" BYTEA NOT NULL,
    "payload" JSONB NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "usage_conflicts_pkey" PRIMARY KEY ("team_id","record_id","payload_hash")
);

-- CreateTable
CREATE TABLE "price_versions" (
    "id" UUID NOT NULL,
    "model_name" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "effective_from" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "price_versions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "price_rates" (
    "price_version_id" UUID NOT NULL,
    "unit" TEXT NOT NULL,
    "price_pico" BIGINT NOT NULL,

    CONSTRAINT "price_rates_pkey" PRIMARY KEY ("price_version_id","unit")
);

-- CreateTable
CREATE TABLE "persons" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "session_epoch" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "persons_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "teams" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "currency" TEXT NOT NULL DEFAULT 'USD',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "teams_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "memberships" (
    "team_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "memberships_pkey" PRIMARY KEY ("team_id","person_id")
);

-- CreateIndex
CREATE INDEX "audit_entries_team_id_at_idx" ON "audit_entries"("team_id", "at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "model_versions_model_name_digest_key" ON "model_versions"("model_name", "digest");

-- CreateIndex
CREATE UNIQUE INDEX "nodes_name_key" ON "nodes"("name");

-- CreateIndex
CREATE UNIQUE INDEX "deployments_team_id_name_key" ON "deployments"("team_id", "name");

-- CreateIndex
CREATE INDEX "placements_node_id_idx" ON "placements"("node_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_hash_key" ON "api_keys"("hash");

-- CreateIndex
CREATE INDEX "usage_records_team_id_at_id_idx" ON "usage_records"("team_id", "at" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "price_versions_model_name_currency_effective_from_key" ON "price_versions"("model_name", "currency", "effective_from");

-- CreateIndex
CREATE UNIQUE INDEX "persons_email_key" ON "persons"("email");

-- CreateIndex
CREATE INDEX "memberships_person_id_idx" ON "memberships"("person_id");

-- AddForeignKey
ALTER TABLE "audit_entries" ADD CONSTRAINT "audit_entries_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "model_versions" ADD CONSTRAINT "model_versions_model_name_fkey" FOREIGN KEY ("model_name") REFERENCES "models"("name") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "model_profiles" ADD CONSTRAINT "model_profiles_model_version_id_fkey" FOREIGN KEY ("model_version_id") REFERENCES "model_versions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "model_profiles" ADD CONSTRAINT "model_profiles_node_id_fkey" FOREIGN KEY ("node_id") REFERENCES "nodes"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deployments" ADD CONSTRAINT "deployments_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "placements" ADD CONSTRAINT "placements_team_id_deployment_id_fkey" FOREIGN KEY ("team_id", "deployment_id") REFERENCES "deployments"("team_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "placements" ADD CONSTRAINT "placements_node_id_fkey" FOREIGN KEY ("node_id") REFERENCES "nodes"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "replica_states" ADD CONSTRAINT "replica_states_team_id_deployment_id_fkey" FOREIGN KEY ("team_id", "deployment_id") REFERENCES "deployments"("team_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deployment_loads" ADD CONSTRAINT "deployment_loads_team_id_deployment_id_fkey" FOREIGN KEY ("team_id", "deployment_id") REFERENCES "deployments"("team_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "price_rates" ADD CONSTRAINT "price_rates_price_version_id_fkey" FOREIGN KEY ("price_version_id") REFERENCES "price_versions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "persons"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Roles, grants and row-level security. Written by hand; packages/db tests walk the catalog and hold this.
-- millrace_app acts for one team at a time; millrace_system works across teams, with narrow grants. Login roles are members of them.
GRANT USAGE ON SCHEMA "public" TO millrace_app, millrace_system;

GRANT SELECT ON "teams" TO millrace_app;
GRANT SELECT ON "persons" TO millrace_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON "memberships" TO millrace_app;
GRANT SELECT, INSERT ON "audit_entries" TO millrace_app;
GRANT SELECT, INSERT, UPDATE ON "api_keys" TO millrace_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON "deployments" TO millrace_app;
GRANT SELECT ON "placements" TO millrace_app;
GRANT SELECT ON "replica_states" TO millrace_app;
GRANT SELECT ON "deployment_loads" TO millrace_app;
GRANT SELECT ON "usage_records" TO millrace_app;
GRANT SELECT ON "usage_hours" TO millrace_app;
GRANT SELECT ON "usage_conflicts" TO millrace_app;
GRANT SELECT ON "models" TO millrace_app;
GRANT SELECT ON "model_versions" TO millrace_app;
GRANT SELECT ON "model_profiles" TO millrace_app;
GRANT SELECT ON "nodes" TO millrace_app;
GRANT SELECT ON "price_versions" TO millrace_app;
GRANT SELECT ON "price_rates" TO millrace_app;

GRANT SELECT, INSERT ON "teams" TO millrace_system;
GRANT SELECT, INSERT, UPDATE ON "persons" TO millrace_system;
GRANT SELECT, INSERT ON "memberships" TO millrace_system;
GRANT SELECT, INSERT ON "audit_entries" TO millrace_system;
GRANT SELECT, INSERT, UPDATE (last_used_at) ON "api_keys" TO millrace_system;
GRANT SELECT, INSERT ON "deployments" TO millrace_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON "placements" TO millrace_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON "replica_states" TO millrace_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON "deployment_loads" TO millrace_system;
GRANT SELECT, INSERT ON "usage_records" TO millrace_system;
GRANT SELECT, INSERT, UPDATE ON "usage_hours" TO millrace_system;
GRANT SELECT, INSERT ON "usage_conflicts" TO millrace_system;
GRANT SELECT, INSERT, UPDATE ON "models" TO millrace_system;
GRANT SELECT, INSERT ON "model_versions" TO millrace_system;
GRANT SELECT, INSERT, UPDATE ON "model_profiles" TO millrace_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON "nodes" TO millrace_system;
GRANT SELECT, INSERT ON "price_versions" TO millrace_system;
GRANT SELECT, INSERT ON "price_rates" TO millrace_system;

ALTER TABLE "memberships" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "memberships" FORCE ROW LEVEL SECURITY;
CREATE POLICY "team" ON "memberships" TO millrace_app
  USING (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid))
  WITH CHECK (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid));
CREATE POLICY "system" ON "memberships" TO millrace_system USING (true) WITH CHECK (true);

ALTER TABLE "audit_entries" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "audit_entries" FORCE ROW LEVEL SECURITY;
CREATE POLICY "team" ON "audit_entries" TO millrace_app
  USING (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid))
  WITH CHECK (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid));
CREATE POLICY "system" ON "audit_entries" TO millrace_system USING (true) WITH CHECK (true);

ALTER TABLE "api_keys" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "api_keys" FORCE ROW LEVEL SECURITY;
CREATE POLICY "team" ON "api_keys" TO millrace_app
  USING (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid))
  WITH CHECK (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid));
CREATE POLICY "system" ON "api_keys" TO millrace_system USING (true) WITH CHECK (true);

ALTER TABLE "deployments" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "deployments" FORCE ROW LEVEL SECURITY;
CREATE POLICY "team" ON "deployments" TO millrace_app
  USING (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid))
  WITH CHECK (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid));
CREATE POLICY "system" ON "deployments" TO millrace_system USING (true) WITH CHECK (true);

ALTER TABLE "placements" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "placements" FORCE ROW LEVEL SECURITY;
CREATE POLICY "team" ON "placements" TO millrace_app
  USING (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid))
  WITH CHECK (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid));
CREATE POLICY "system" ON "placements" TO millrace_system USING (true) WITH CHECK (true);

ALTER TABLE "replica_states" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "replica_states" FORCE ROW LEVEL SECURITY;
CREATE POLICY "team" ON "replica_states" TO millrace_app
  USING (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid))
  WITH CHECK (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid));
CREATE POLICY "system" ON "replica_states" TO millrace_system USING (true) WITH CHECK (true);

ALTER TABLE "deployment_loads" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "deployment_loads" FORCE ROW LEVEL SECURITY;
CREATE POLICY "team" ON "deployment_loads" TO millrace_app
  USING (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid))
  WITH CHECK (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid));
CREATE POLICY "system" ON "deployment_loads" TO millrace_system USING (true) WITH CHECK (true);

ALTER TABLE "usage_records" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "usage_records" FORCE ROW LEVEL SECURITY;
CREATE POLICY "team" ON "usage_records" TO millrace_app
  USING (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid))
  WITH CHECK (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid));
CREATE POLICY "system" ON "usage_records" TO millrace_system USING (true) WITH CHECK (true);

ALTER TABLE "usage_hours" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "usage_hours" FORCE ROW LEVEL SECURITY;
CREATE POLICY "team" ON "usage_hours" TO millrace_app
  USING (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid))
  WITH CHECK (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid));
CREATE POLICY "system" ON "usage_hours" TO millrace_system USING (true) WITH CHECK (true);

ALTER TABLE "usage_conflicts" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "usage_conflicts" FORCE ROW LEVEL SECURITY;
CREATE POLICY "team" ON "usage_conflicts" TO millrace_app
  USING (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid))
  WITH CHECK (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid));
CREATE POLICY "system" ON "usage_conflicts" TO millrace_system USING (true) WITH CHECK (true);

-- The tenant itself, and the people in it.
ALTER TABLE "teams" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "teams" FORCE ROW LEVEL SECURITY;
CREATE POLICY "team" ON "teams" TO millrace_app
  USING (id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid))
  WITH CHECK (id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid));
CREATE POLICY "system" ON "teams" TO millrace_system USING (true) WITH CHECK (true);
ALTER TABLE "persons" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "persons" FORCE ROW LEVEL SECURITY;
CREATE POLICY "members" ON "persons" TO millrace_app
  USING (EXISTS (SELECT 1 FROM "memberships" WHERE "memberships"."person_id" = "persons"."id"));
CREATE POLICY "system" ON "persons" TO millrace_system USING (true) WITH CHECK (true);

-- What a password check needs stays with the system role.
REVOKE SELECT ON "persons" FROM millrace_app;
GRANT SELECT (id, email, name, created_at) ON "persons" TO millrace_app;

-- Values that the code relies on.
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_check_1" CHECK (role IN ('owner', 'admin', 'developer', 'billing', 'viewer'));
ALTER TABLE "deployments" ADD CONSTRAINT "deployments_check_1" CHECK (wanted IN ('running', 'stopped'));
ALTER TABLE "deployments" ADD CONSTRAINT "deployments_check_2" CHECK (replicas BETWEEN 1 AND 64 AND threads_per_replica BETWEEN 1 AND 256 AND memory_bytes_max > 0 AND batch_tokens_max > 0 AND batch_rows_max > 0 AND queue_requests_max > 0);
ALTER TABLE "usage_records" ADD CONSTRAINT "usage_records_check_1" CHECK (outcome IN ('answered', 'failed', 'cancelled'));
ALTER TABLE "usage_records" ADD CONSTRAINT "usage_records_check_2" CHECK (inputs >= 0 AND input_tokens >= 0 AND amount_pico >= 0 AND queue_us >= 0 AND compute_us >= 0 AND total_us >= 0);
ALTER TABLE "price_rates" ADD CONSTRAINT "price_rates_check_1" CHECK (price_pico >= 0);
ALTER TABLE "persons" ADD CONSTRAINT "persons_check_1" CHECK (email = lower(email));
