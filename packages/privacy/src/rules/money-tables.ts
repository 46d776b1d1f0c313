import { type ExportedTable, ID, OWN } from "./exported-table.ts";

/** What an export holds of limits, prices, credit, invoices and payments. */
export const MONEY_TABLES: readonly ExportedTable[] = [
  {
    name: "quota_limits",
    columns: [
      ...[
        "id",
        "scope",
        "scope_id",
        "measure",
        "period",
        "value",
        "notify_at",
        "throttle_at",
        "raised_value",
        "raised_until",
      ],
      ...["raised_reason", "raised_by", "set_by", "created_at", "updated_at"],
    ],
    order: ID,
    withheld: { team_id: OWN },
  },
  {
    name: "quota_counters",
    columns: ["scope", "scope_id", "period", "starts_at", "requests", "tokens", "spend_pico"],
    order: [
      { column: "scope", type: "text" },
      { column: "scope_id", type: "uuid" },
      { column: "period", type: "text" },
      { column: "starts_at", type: "timestamptz" },
    ],
    withheld: { team_id: OWN },
  },
  {
    name: "ledger_entries",
    columns: [
      ...["id", "at", "kind", "currency", "debit", "credit", "amount_pico", "operation_id", "grant_id"],
      ...["invoice_id", "created_at"],
    ],
    order: ID,
    withheld: { team_id: OWN },
  },
  {
    name: "credit_grants",
    columns: [
      ...["id", "kind", "name", "priority", "currency", "amount_pico", "used_pico", "effective_at"],
      ...["expires_at", "voided_at", "operation_id", "created_by", "created_at"],
    ],
    order: ID,
    withheld: { team_id: OWN },
  },
  {
    name: "invoices",
    columns: [
      ...[
        "id",
        "number",
        "kind",
        "state",
        "currency",
        "period_start",
        "period_end",
        "subtotal_pico",
        "subtotal_minor",
      ],
      ...[
        "credit_minor",
        "tax_minor",
        "total_minor",
        "paid_minor",
        "credited_minor",
        "closed_at",
        "due_at",
        "paid_at",
      ],
      ...["voided_at", "provider", "provider_id", "sent_at", "bill_to", "created_at"],
    ],
    order: ID,
    withheld: { team_id: OWN },
  },
  {
    name: "invoice_lines",
    columns: [
      ...[
        "invoice_id",
        "position",
        "kind",
        "description",
        "model_name",
        "deployment_id",
        "price_version_id",
        "unit",
      ],
      ...["quantity", "unit_price_pico", "amount_pico", "amount_minor", "starts_at", "ends_at"],
    ],
    order: [
      { column: "invoice_id", type: "uuid" },
      { column: "position", type: "bigint" },
    ],
    withheld: { team_id: OWN },
  },
  {
    name: "credit_notes",
    columns: [
      ...["id", "number", "invoice_id", "amount_minor", "currency", "reason", "outcome", "operation_id"],
      ...["created_by", "created_at"],
    ],
    order: ID,
    withheld: { team_id: OWN },
  },
  {
    name: "payments",
    columns: [
      ...["id", "kind", "provider", "provider_id", "invoice_id", "amount_minor", "currency", "state", "note"],
      ...["operation_id", "created_by", "created_at", "updated_at", "grant_id", "refunded_minor"],
    ],
    order: ID,
    withheld: { team_id: OWN },
  },
  {
    name: "price_versions",
    columns: ["id", "model_name", "currency", "effective_from", "created_at", "created_by"],
    order: ID,
    withheld: { team_id: OWN },
  },
  {
    name: "subscriptions",
    columns: [
      ...["id", "state", "plan_name", "next_plan_name", "cancel_at", "past_due_since", "provider"],
      ...[
        "provider_id",
        "current_period_start",
        "current_period_end",
        "started_at",
        "ended_at",
        "updated_at",
      ],
    ],
    order: ID,
    withheld: { team_id: OWN },
  },
  {
    name: "subscription_phases",
    columns: ["subscription_id", "starts_at", "ends_at", "plan_name"],
    order: [
      { column: "subscription_id", type: "uuid" },
      { column: "starts_at", type: "timestamptz" },
    ],
    withheld: { team_id: OWN },
  },
  {
    name: "payment_customers",
    columns: ["provider", "provider_id", "card_label", "created_at", "updated_at"],
    order: [{ column: "team_id", type: "uuid" }],
    withheld: { team_id: OWN },
  },
  {
    name: "payment_operations",
    columns: [
      ...["id", "kind", "key", "state", "request", "provider_id", "attempts", "next_attempt_at"],
      ...["last_error", "created_by", "created_at", "done_at"],
    ],
    order: ID,
    withheld: { team_id: OWN },
  },
  {
    name: "meter_readings",
    columns: [
      ...["period_start", "identifier", "value_minor", "at", "is_final", "sent_at", "error", "created_at"],
    ],
    order: [
      { column: "period_start", type: "timestamptz" },
      { column: "identifier", type: "text" },
    ],
    withheld: { team_id: OWN },
  },
  {
    name: "top_up_rules",
    columns: [
      ...["below_pico", "amount_minor", "monthly_max_minor", "disabled_at", "failure"],
      ...["updated_by", "updated_at"],
    ],
    order: [{ column: "team_id", type: "uuid" }],
    withheld: { team_id: OWN },
  },
  {
    name: "limit_notices",
    columns: ["limit_id", "starts_at", "share", "at"],
    order: [
      { column: "limit_id", type: "uuid" },
      { column: "starts_at", type: "timestamptz" },
      { column: "share", type: "bigint" },
    ],
    withheld: { team_id: OWN },
  },
];
