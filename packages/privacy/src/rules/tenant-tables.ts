import { type ExportedTable, ID, OWN } from "./exported-table.ts";
import { MONEY_TABLES } from "./money-tables.ts";

const SECRET = "a secret, or what one is recognised by";

/**
 * What an export of a team holds, table by table. Read as the role that is confined to the team, so that a mistake here
 * cannot let out another's rows. A test holds this against the database's catalogue.
 */
export const EXPORTED_TABLES: readonly ExportedTable[] = [
  {
    name: "teams",
    columns: [
      "id",
      "handle",
      "name",
      "currency",
      "seats_max",
      "email_domains",
      "request_body_days",
      "is_prepaid",
      "created_at",
    ],
    team: "id",
    order: ID,
  },
  {
    name: "memberships",
    columns: ["person_id", "role", "joined_by", "created_at"],
    order: [{ column: "person_id", type: "uuid" }],
    withheld: { team_id: OWN },
  },
  // Of the members alone, as the role sees no others; the rest of a person is theirs and not the team's.
  {
    name: "persons",
    columns: ["id", "email", "email_verified_at", "name", "created_at"],
    team: null,
    order: ID,
  },
  {
    name: "roles",
    columns: ["id", "name", "permissions", "created_by", "created_at", "updated_at"],
    order: ID,
    withheld: { team_id: OWN },
  },
  {
    name: "invitations",
    columns: [
      ...["id", "email", "role", "locale", "created_by", "created_at", "sent_at", "expires_at"],
      ...["revoked_at", "revoked_by", "accepted_at", "accepted_by", "accepted_email"],
    ],
    order: ID,
    withheld: { team_id: OWN, token_hash: SECRET },
  },
  {
    name: "sso_connections",
    columns: [
      ...["issuer", "client_id", "default_role", "email_domains", "required_since"],
      ...["created_by", "created_at", "updated_at"],
    ],
    order: [{ column: "team_id", type: "uuid" }],
    withheld: { team_id: OWN, sealed_client_secret: SECRET },
  },
  {
    name: "api_keys",
    columns: [
      ...["id", "name", "prefix", "last_four", "created_by", "created_at"],
      ...["last_used_at", "revoked_at", "revoked_by", "is_service", "deployment_ids", "apis", "allowed_ips"],
      ...["expires_at", "replaced_by"],
    ],
    order: ID,
    withheld: { team_id: OWN, hash: SECRET },
  },
  {
    name: "deployments",
    columns: [
      ...[
        "id",
        "name",
        "model_version_id",
        "model_name",
        "task",
        "wanted",
        "replicas",
        "threads_per_replica",
      ],
      ...["memory_bytes_max", "batch_tokens_max", "batch_rows_max", "queue_requests_max", "variant"],
      ...["execution_provider", "residency", "cache_bytes_max", "generation", "created_by", "created_at"],
      "updated_at",
    ],
    order: ID,
    withheld: { team_id: OWN },
  },
  {
    name: "usage_records",
    columns: [
      ...[
        "id",
        "at",
        "node_id",
        "key_id",
        "deployment_id",
        "model_name",
        "model_version_id",
        "task",
        "outcome",
      ],
      ...["inputs", "input_tokens", "cached_input_tokens", "price_version_id", "currency", "amount_pico"],
      ...["queue_us", "compute_us", "total_us", "batch_rows", "payload_hash", "received_at"],
      ...["output_tokens", "holder_id", "charge_id"],
    ],
    order: ID,
    withheld: { team_id: OWN },
  },
  {
    name: "usage_hours",
    columns: [
      ...["hour", "deployment_id", "key_id", "model_name", "outcome", "requests", "inputs", "input_tokens"],
      ...[
        "cached_input_tokens",
        "output_tokens",
        "amount_pico",
        "queue_us",
        "compute_us",
        "total_us",
        "last_at",
      ],
    ],
    order: [
      { column: "hour", type: "timestamptz" },
      { column: "deployment_id", type: "uuid" },
      { column: "key_id", type: "uuid" },
      { column: "model_name", type: "text" },
      { column: "outcome", type: "text" },
    ],
    withheld: { team_id: OWN },
  },
  {
    name: "usage_days",
    columns: [
      ...["day", "deployment_id", "key_id", "model_name", "outcome", "requests", "inputs", "input_tokens"],
      ...[
        "cached_input_tokens",
        "output_tokens",
        "amount_pico",
        "queue_us",
        "compute_us",
        "total_us",
        "last_at",
      ],
    ],
    order: [
      { column: "day", type: "timestamptz" },
      { column: "deployment_id", type: "uuid" },
      { column: "key_id", type: "uuid" },
      { column: "model_name", type: "text" },
      { column: "outcome", type: "text" },
    ],
    withheld: { team_id: OWN },
  },
  {
    name: "usage_conflicts",
    columns: ["record_id", "payload_hash", "payload", "received_at"],
    order: [
      { column: "record_id", type: "uuid" },
      { column: "payload_hash", type: "bytea" },
    ],
    withheld: { team_id: OWN },
  },
  ...MONEY_TABLES,
  {
    name: "mails",
    columns: [
      ...["id", "recipient", "template", "locale", "created_at", "expires_at"],
      ...["attempts", "next_attempt_at", "sent_at", "failed_at"],
    ],
    order: ID,
    withheld: {
      team_id: OWN,
      sealed_values: "links that let somebody in",
      last_error: "what the installation's mail server said to it",
    },
  },
  {
    name: "audit_entries",
    columns: [
      ...[
        "sequence",
        "id",
        "at",
        "person_id",
        "actor_label",
        "actor_role",
        "address",
        "verb",
        "subject_type",
      ],
      ...["subject_id", "before", "after", "previous_hash", "hash"],
    ],
    order: [{ column: "sequence", type: "bigint" }],
    withheld: { team_id: OWN },
  },
  {
    name: "team_exports",
    columns: [
      ...["id", "requested_by", "requested_at", "finished_at", "reason", "size_bytes", "digest", "counts"],
      "expires_at",
    ],
    order: ID,
    withheld: { team_id: OWN },
  },
  // Opened on the way, see `write-export.ts`.
  {
    name: "request_bodies",
    columns: ["request_id", "at", "expires_at", "sealed"],
    order: [{ column: "request_id", type: "uuid" }],
    expires: true,
    withheld: { team_id: OWN },
  },
];

/** Tables of a team that an export leaves out, and why. */
export const NOT_EXPORTED: Readonly<Record<string, string>> = {
  placements: "where the installation runs a deployment at this moment",
  replica_states: "what a replica does at this moment",
  deployment_loads: "figures of the last ten seconds",
  quota_leases: "what a node may give out at this moment",
  data_keys: "keys, of use to nobody without the installation's own",
  team_deletions: "there is none while there is a team",
};

/** Every table of a team, which all end with it. The proof of the deletion stays, and holds nothing of the team. */
export const ENDING_TABLES: readonly string[] = [
  "api_keys",
  "audit_entries",
  "credit_grants",
  "credit_notes",
  "data_keys",
  "deployment_loads",
  "deployments",
  "invitations",
  "invoice_lines",
  "invoices",
  "ledger_entries",
  "limit_notices",
  "mails",
  "memberships",
  "meter_readings",
  "payment_customers",
  "payment_operations",
  "payments",
  "placements",
  "price_versions",
  "quota_counters",
  "quota_leases",
  "quota_limits",
  "replica_states",
  "request_bodies",
  "roles",
  "sso_connections",
  "subscription_phases",
  "subscriptions",
  "team_exports",
  "top_up_rules",
  "usage_conflicts",
  "usage_days",
  "usage_hours",
  "usage_records",
];
