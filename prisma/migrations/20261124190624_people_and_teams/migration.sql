-- AlterTable
ALTER TABLE "audit_entries" ADD COLUMN     "actor_role" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "address" TEXT,
ADD COLUMN     "hash" BYTEA NOT NULL DEFAULT ''::bytea,
ADD COLUMN     "previous_hash" BYTEA NOT NULL DEFAULT ''::bytea,
ADD COLUMN     "sequence" BIGINT NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "persons" DROP COLUMN "session_epoch",
ADD COLUMN     "email_verified_at" TIMESTAMPTZ(3),
ADD COLUMN     "locale" TEXT NOT NULL DEFAULT 'en',
ADD COLUMN     "password_changed_at" TIMESTAMPTZ(3),
ALTER COLUMN "password_hash" DROP NOT NULL;

-- AlterTable
ALTER TABLE "teams" ADD COLUMN     "email_domains" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "handle" TEXT,
ADD COLUMN     "request_body_days" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "seats_max" INTEGER;

-- Teams from before: the name as far as an address can hold it, and random characters.
UPDATE "teams" SET "handle" = left(coalesce(nullif(trim(BOTH '-' FROM regexp_replace(lower("name"), '[^a-z0-9]+', '-', 'g')), ''), 'team'), 40)
  || '-' || translate(substr(replace(gen_random_uuid()::text, '-', ''), 1, 6), '01', 'yz');
ALTER TABLE "teams" ALTER COLUMN "handle" SET NOT NULL;

-- AlterTable
ALTER TABLE "memberships" ADD COLUMN     "joined_by" TEXT NOT NULL DEFAULT 'invitation';

-- CreateTable
CREATE TABLE "mails" (
    "id" UUID NOT NULL,
    "team_id" UUID,
    "recipient" TEXT NOT NULL,
    "template" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "sealed_values" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    "failed_at" TIMESTAMPTZ(3),
    "last_error" TEXT,

    CONSTRAINT "mails_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "operators" (
    "person_id" UUID NOT NULL,
    "granted_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "operators_pkey" PRIMARY KEY ("person_id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "method" TEXT NOT NULL,
    "sso_team_id" UUID,
    "second_factor_at" TIMESTAMPTZ(3),
    "proved_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "address" TEXT,
    "user_agent" TEXT,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_in_tickets" (
    "token_hash" BYTEA NOT NULL,
    "person_id" UUID NOT NULL,
    "method" TEXT NOT NULL,
    "sso_team_id" UUID,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_tickets_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "email_tokens" (
    "token_hash" BYTEA NOT NULL,
    "purpose" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "person_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "email_tokens_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "identities" (
    "provider" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "label" TEXT NOT NULL,
    "linked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "identities_pkey" PRIMARY KEY ("provider","subject")
);

-- CreateTable
CREATE TABLE "second_factors" (
    "person_id" UUID NOT NULL,
    "sealed_secret" BYTEA NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3),
    "last_step" BIGINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "second_factors_pkey" PRIMARY KEY ("person_id")
);

-- CreateTable
CREATE TABLE "recovery_codes" (
    "person_id" UUID NOT NULL,
    "code_hash" BYTEA NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "recovery_codes_pkey" PRIMARY KEY ("person_id","code_hash")
);

-- CreateTable
CREATE TABLE "known_devices" (
    "person_id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "user_agent" TEXT,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "known_devices_pkey" PRIMARY KEY ("person_id","token_hash")
);

-- CreateTable
CREATE TABLE "attempt_windows" (
    "subject" BYTEA NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "failures" INTEGER NOT NULL,

    CONSTRAINT "attempt_windows_pkey" PRIMARY KEY ("subject")
);

-- CreateTable
CREATE TABLE "request_bodies" (
    "team_id" UUID NOT NULL,
    "request_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "sealed" BYTEA NOT NULL,

    CONSTRAINT "request_bodies_pkey" PRIMARY KEY ("team_id","request_id")
);

-- CreateTable
CREATE TABLE "team_exports" (
    "team_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "requested_by" UUID,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "reason" TEXT,
    "size_bytes" BIGINT,
    "digest" BYTEA,
    "counts" JSONB,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "team_exports_pkey" PRIMARY KEY ("team_id","id")
);

-- CreateTable
CREATE TABLE "team_deletions" (
    "team_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "counts" JSONB NOT NULL,
    "audit_hash" BYTEA,
    "proof" BYTEA NOT NULL,

    CONSTRAINT "team_deletions_pkey" PRIMARY KEY ("team_id")
);

-- CreateTable
CREATE TABLE "data_keys" (
    "id" UUID NOT NULL,
    "team_id" UUID,
    "wrapped" BYTEA NOT NULL,
    "wrapped_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "data_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "roles" (
    "team_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "permissions" TEXT[],
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "roles_pkey" PRIMARY KEY ("team_id","id")
);

-- CreateTable
CREATE TABLE "invitations" (
    "team_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "email" TEXT,
    "role" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "locale" TEXT NOT NULL DEFAULT 'en',
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "revoked_by" UUID,
    "accepted_at" TIMESTAMPTZ(3),
    "accepted_by" UUID,
    "accepted_email" TEXT,

    CONSTRAINT "invitations_pkey" PRIMARY KEY ("team_id","id")
);

-- CreateTable
CREATE TABLE "sso_connections" (
    "team_id" UUID NOT NULL,
    "issuer" TEXT NOT NULL,
    "client_id" TEXT NOT NULL,
    "sealed_client_secret" BYTEA NOT NULL,
    "default_role" TEXT NOT NULL,
    "email_domains" TEXT[],
    "required_since" TIMESTAMPTZ(3),
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sso_connections_pkey" PRIMARY KEY ("team_id")
);

-- CreateIndex
CREATE INDEX "mails_next_attempt_at_idx" ON "mails"("next_attempt_at");

-- CreateIndex
CREATE INDEX "mails_recipient_created_at_idx" ON "mails"("recipient", "created_at");

-- CreateIndex
CREATE INDEX "mails_team_id_created_at_idx" ON "mails"("team_id", "created_at");

-- CreateIndex
CREATE INDEX "sessions_person_id_idx" ON "sessions"("person_id");

-- CreateIndex
CREATE INDEX "sessions_expires_at_idx" ON "sessions"("expires_at");

-- CreateIndex
CREATE INDEX "sign_in_tickets_expires_at_idx" ON "sign_in_tickets"("expires_at");

-- CreateIndex
CREATE INDEX "email_tokens_email_created_at_idx" ON "email_tokens"("email", "created_at");

-- CreateIndex
CREATE INDEX "email_tokens_expires_at_idx" ON "email_tokens"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "identities_person_id_provider_key" ON "identities"("person_id", "provider");

-- CreateIndex
CREATE INDEX "attempt_windows_started_at_idx" ON "attempt_windows"("started_at");

-- CreateIndex
CREATE INDEX "request_bodies_expires_at_idx" ON "request_bodies"("expires_at");

-- CreateIndex
CREATE INDEX "data_keys_team_id_idx" ON "data_keys"("team_id");

-- CreateIndex
CREATE UNIQUE INDEX "roles_team_id_name_key" ON "roles"("team_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "invitations_token_hash_key" ON "invitations"("token_hash");

-- CreateIndex
CREATE INDEX "invitations_team_id_created_at_idx" ON "invitations"("team_id", "created_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "teams_handle_key" ON "teams"("handle");

-- AddForeignKey
ALTER TABLE "operators" ADD CONSTRAINT "operators_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "persons"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "persons"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sign_in_tickets" ADD CONSTRAINT "sign_in_tickets_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "persons"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identities" ADD CONSTRAINT "identities_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "persons"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "second_factors" ADD CONSTRAINT "second_factors_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "persons"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "recovery_codes" ADD CONSTRAINT "recovery_codes_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "persons"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "known_devices" ADD CONSTRAINT "known_devices_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "persons"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "request_bodies" ADD CONSTRAINT "request_bodies_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "team_exports" ADD CONSTRAINT "team_exports_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "roles" ADD CONSTRAINT "roles_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sso_connections" ADD CONSTRAINT "sso_connections_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Below by hand: the chain of the audit log, grants, row-level security, checks.

-- An entry as text that does not depend on settings: what its hash covers besides the hash before it.
CREATE FUNCTION "audit_entry_text"("entry" "audit_entries") RETURNS text LANGUAGE sql STABLE
  SET search_path = pg_catalog, public AS $$
  SELECT jsonb_build_array(
    entry.team_id, entry.id, entry.sequence, (extract(epoch FROM entry.at) * 1000)::bigint, entry.person_id, entry.actor_label,
    entry.actor_role, entry.address, entry.verb, entry.subject_type, entry.subject_id, entry.before, entry.after)::text
$$;

CREATE FUNCTION "chain_audit_entry"() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public AS $$
DECLARE
  previous record;
BEGIN
  -- Entries of one team are written one after the other; the lock goes with the transaction.
  PERFORM pg_advisory_xact_lock(hashtextextended('audit ' || NEW.team_id, 0));
  SELECT e.sequence, e.hash INTO previous FROM audit_entries e
    WHERE e.team_id = NEW.team_id ORDER BY e.sequence DESC LIMIT 1;
  NEW.sequence := coalesce(previous.sequence, 0) + 1;
  NEW.previous_hash := coalesce(previous.hash, decode(repeat('00', 32), 'hex'));
  NEW.hash := sha256(NEW.previous_hash || convert_to(audit_entry_text(NEW), 'UTF8'));
  RETURN NEW;
END $$;

-- Entries from before this version are chained in the order in which they were made.
DO $$
DECLARE
  entry audit_entries;
  team uuid;
  number bigint;
  previous bytea;
  last bytea;
BEGIN
  FOR entry IN SELECT * FROM audit_entries ORDER BY team_id, at, id LOOP
    IF team IS DISTINCT FROM entry.team_id THEN
      team := entry.team_id;
      number := 0;
      last := decode(repeat('00', 32), 'hex');
    END IF;
    number := number + 1;
    entry.sequence := number;
    previous := last;
    last := sha256(previous || convert_to(audit_entry_text(entry), 'UTF8'));
    UPDATE audit_entries SET sequence = number, previous_hash = previous, hash = last
      WHERE team_id = entry.team_id AND id = entry.id;
  END LOOP;
END $$;

CREATE UNIQUE INDEX "audit_entries_team_id_sequence_key" ON "audit_entries"("team_id", "sequence");
CREATE TRIGGER "chain" BEFORE INSERT ON "audit_entries" FOR EACH ROW EXECUTE FUNCTION "chain_audit_entry"();

-- A team changes what is its own to decide; how many seats it has is the operator's.
GRANT UPDATE (name, email_domains, request_body_days) ON "teams" TO millrace_app;
GRANT UPDATE (seats_max), DELETE ON "teams" TO millrace_system;
GRANT DELETE ON "persons" TO millrace_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON "roles" TO millrace_app;
GRANT SELECT ON "roles" TO millrace_system;
GRANT SELECT, INSERT, UPDATE ON "invitations" TO millrace_app;
GRANT SELECT, UPDATE, DELETE ON "invitations" TO millrace_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON "sso_connections" TO millrace_app;
GRANT SELECT ON "sso_connections" TO millrace_system;
GRANT SELECT, INSERT ON "data_keys" TO millrace_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON "data_keys" TO millrace_system;
GRANT SELECT (id, team_id, recipient, template, locale, created_at, expires_at, attempts, next_attempt_at, sent_at, failed_at), INSERT ON "mails" TO millrace_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON "mails" TO millrace_system;
GRANT SELECT, DELETE ON "request_bodies" TO millrace_app;
GRANT SELECT, INSERT, DELETE ON "request_bodies" TO millrace_system;
GRANT SELECT, INSERT ON "team_exports" TO millrace_app;
GRANT SELECT, UPDATE, DELETE ON "team_exports" TO millrace_system;
GRANT SELECT, INSERT ON "team_deletions" TO millrace_system;
GRANT DELETE ON "usage_records", "usage_hours", "usage_conflicts" TO millrace_system;
GRANT SELECT (email_verified_at) ON "persons" TO millrace_app;

ALTER TABLE "roles" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "roles" FORCE ROW LEVEL SECURITY;
CREATE POLICY "team" ON "roles" TO millrace_app
  USING (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid))
  WITH CHECK (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid));
CREATE POLICY "system" ON "roles" TO millrace_system USING (true) WITH CHECK (true);

ALTER TABLE "invitations" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "invitations" FORCE ROW LEVEL SECURITY;
CREATE POLICY "team" ON "invitations" TO millrace_app
  USING (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid))
  WITH CHECK (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid));
CREATE POLICY "system" ON "invitations" TO millrace_system USING (true) WITH CHECK (true);

ALTER TABLE "sso_connections" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "sso_connections" FORCE ROW LEVEL SECURITY;
CREATE POLICY "team" ON "sso_connections" TO millrace_app
  USING (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid))
  WITH CHECK (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid));
CREATE POLICY "system" ON "sso_connections" TO millrace_system USING (true) WITH CHECK (true);

ALTER TABLE "data_keys" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "data_keys" FORCE ROW LEVEL SECURITY;
CREATE POLICY "team" ON "data_keys" TO millrace_app
  USING (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid))
  WITH CHECK (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid));
CREATE POLICY "system" ON "data_keys" TO millrace_system USING (true) WITH CHECK (true);

ALTER TABLE "mails" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "mails" FORCE ROW LEVEL SECURITY;
CREATE POLICY "team" ON "mails" TO millrace_app
  USING (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid))
  WITH CHECK (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid));
CREATE POLICY "system" ON "mails" TO millrace_system USING (true) WITH CHECK (true);

ALTER TABLE "request_bodies" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "request_bodies" FORCE ROW LEVEL SECURITY;
CREATE POLICY "team" ON "request_bodies" TO millrace_app
  USING (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid))
  WITH CHECK (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid));
CREATE POLICY "system" ON "request_bodies" TO millrace_system USING (true) WITH CHECK (true);

ALTER TABLE "team_exports" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "team_exports" FORCE ROW LEVEL SECURITY;
CREATE POLICY "team" ON "team_exports" TO millrace_app
  USING (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid))
  WITH CHECK (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid));
CREATE POLICY "system" ON "team_exports" TO millrace_system USING (true) WITH CHECK (true);

ALTER TABLE "team_deletions" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "team_deletions" FORCE ROW LEVEL SECURITY;
CREATE POLICY "team" ON "team_deletions" TO millrace_app
  USING (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid))
  WITH CHECK (team_id = (SELECT NULLIF(current_setting('app.team_id', true), '')::uuid));
CREATE POLICY "system" ON "team_deletions" TO millrace_system USING (true) WITH CHECK (true);

-- What belongs to a person and to no team: the system role alone.
GRANT SELECT, INSERT, UPDATE, DELETE ON "operators" TO millrace_system;
ALTER TABLE "operators" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "operators" FORCE ROW LEVEL SECURITY;
CREATE POLICY "system" ON "operators" TO millrace_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON "sessions" TO millrace_system;
ALTER TABLE "sessions" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "sessions" FORCE ROW LEVEL SECURITY;
CREATE POLICY "system" ON "sessions" TO millrace_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON "sign_in_tickets" TO millrace_system;
ALTER TABLE "sign_in_tickets" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "sign_in_tickets" FORCE ROW LEVEL SECURITY;
CREATE POLICY "system" ON "sign_in_tickets" TO millrace_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON "email_tokens" TO millrace_system;
ALTER TABLE "email_tokens" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "email_tokens" FORCE ROW LEVEL SECURITY;
CREATE POLICY "system" ON "email_tokens" TO millrace_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON "identities" TO millrace_system;
ALTER TABLE "identities" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "identities" FORCE ROW LEVEL SECURITY;
CREATE POLICY "system" ON "identities" TO millrace_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON "second_factors" TO millrace_system;
ALTER TABLE "second_factors" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "second_factors" FORCE ROW LEVEL SECURITY;
CREATE POLICY "system" ON "second_factors" TO millrace_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON "recovery_codes" TO millrace_system;
ALTER TABLE "recovery_codes" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "recovery_codes" FORCE ROW LEVEL SECURITY;
CREATE POLICY "system" ON "recovery_codes" TO millrace_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON "known_devices" TO millrace_system;
ALTER TABLE "known_devices" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "known_devices" FORCE ROW LEVEL SECURITY;
CREATE POLICY "system" ON "known_devices" TO millrace_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON "attempt_windows" TO millrace_system;
ALTER TABLE "attempt_windows" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "attempt_windows" FORCE ROW LEVEL SECURITY;
CREATE POLICY "system" ON "attempt_windows" TO millrace_system USING (true) WITH CHECK (true);

-- Values that the code relies on.
ALTER TABLE "memberships" DROP CONSTRAINT "memberships_check_1";
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_check_1" CHECK (role IN ('owner', 'admin', 'developer', 'billing', 'viewer') OR role ~ '^[0-9a-f-]{36}$');
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_check_2" CHECK (joined_by IN ('owner', 'invitation', 'sso', 'seed'));
ALTER TABLE "teams" ADD CONSTRAINT "teams_check_1" CHECK (handle ~ '^[a-z0-9]+(-[a-z0-9]+)*-[a-z0-9]{6}$');
ALTER TABLE "teams" ADD CONSTRAINT "teams_check_2" CHECK (seats_max IS NULL OR seats_max > 0);
ALTER TABLE "teams" ADD CONSTRAINT "teams_check_3" CHECK (request_body_days BETWEEN 0 AND 90);
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_check_1" CHECK (method IN ('password', 'email_link', 'github', 'google', 'oidc', 'sso', 'invitation'));
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_check_2" CHECK ((method = 'sso') = (sso_team_id IS NOT NULL));
ALTER TABLE "email_tokens" ADD CONSTRAINT "email_tokens_check_1" CHECK (purpose IN ('sign_in', 'reset_password', 'verify_email'));
ALTER TABLE "persons" ADD CONSTRAINT "persons_check_2" CHECK (locale IN ('en', 'zh-CN'));
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_check_1" CHECK (email IS NULL OR email = lower(email));
