/** How the values of a column are compared, as PostgreSQL calls it. */
type ColumnType = "uuid" | "text" | "bytea" | "bigint" | "timestamptz";

export type ExportedTable = {
  name: string;
  columns: readonly string[];
  /** What names the team; `team_id` unless told otherwise, null where the role alone decides what is seen. */
  team?: "id" | null;
  /** Unique within the team; pages follow it. */
  order: readonly { column: string; type: ColumnType }[];
  /** Rows beyond their `expires_at` stay. */
  expires?: true;
  /** Columns that do not leave, and why. */
  withheld?: Readonly<Record<string, string>>;
};

export const ID = [{ column: "id", type: "uuid" }] as const;
/** Why a table's `team_id` does not leave. */
export const OWN = "the team itself";
