import { BYTE_ORDER_MARK, csvLine, formatPico } from "@millrace/kernel";

/** How a row of an export becomes the cells of a table; the same names are those of its JSON. */
export type ExportColumn<T> = { name: string; of: (row: T) => string | number | null };

export type ExportFormat = "csv" | "jsonl";

/** What a file begins with; a file of JSON lines begins with its first line. */
export function fileHead<T>(columns: readonly ExportColumn<T>[], format: ExportFormat): string {
  return format === "csv" ? `${BYTE_ORDER_MARK}${csvLine(columns.map(({ name }) => name))}` : "";
}

export function fileLine<T>(columns: readonly ExportColumn<T>[], format: ExportFormat, row: T): string {
  if (format === "csv") return csvLine(columns.map(({ of }) => String(of(row) ?? "")));
  return `${JSON.stringify(Object.fromEntries(columns.map(({ name, of }) => [name, of(row)])))}\n`;
}

type Sum = {
  at: Date;
  group: string;
  requests: number;
  inputs: number;
  inputTokens: number;
  cachedInputTokens: number;
  outputTokens: number;
  amountPico: bigint;
};

export type SumsFile = {
  groupBy: string;
  currency: string;
  /** What people call a group; its id where that is not known. */
  nameOf: (group: string) => string;
};

/** Amounts as exact decimals of the currency and in picos, which no spreadsheet rounds as long as it takes them for text. */
export function sumColumns({ groupBy, currency, nameOf }: SumsFile): ExportColumn<Sum>[] {
  return [
    { name: "at", of: ({ at }) => at.toISOString() },
    { name: "group_by", of: () => groupBy },
    { name: "group", of: ({ group }) => group },
    { name: "name", of: ({ group }) => nameOf(group) },
    { name: "requests", of: ({ requests }) => requests },
    { name: "inputs", of: ({ inputs }) => inputs },
    { name: "input_tokens", of: ({ inputTokens }) => inputTokens },
    { name: "cached_input_tokens", of: ({ cachedInputTokens }) => cachedInputTokens },
    { name: "output_tokens", of: ({ outputTokens }) => outputTokens },
    { name: "amount", of: ({ amountPico }) => formatPico(amountPico) },
    { name: "amount_pico", of: ({ amountPico }) => String(amountPico) },
    { name: "currency", of: () => currency },
  ];
}

type Request = Omit<Sum, "group" | "requests"> & {
  id: string;
  deploymentId: string;
  keyId: string;
  modelName: string;
  modelVersionId: string;
  task: string;
  outcome: string;
  queueUs: number;
  computeUs: number;
  totalUs: number;
  currency: string;
  priceVersionId: string | null;
};

export type RequestsFile = { deploymentName: (id: string) => string; keyName: (id: string) => string };

export function requestColumns({ deploymentName, keyName }: RequestsFile): ExportColumn<Request>[] {
  return [
    { name: "at", of: ({ at }) => at.toISOString() },
    { name: "id", of: ({ id }) => id },
    { name: "deployment_id", of: ({ deploymentId }) => deploymentId },
    { name: "deployment", of: ({ deploymentId }) => deploymentName(deploymentId) },
    { name: "key_id", of: ({ keyId }) => keyId },
    { name: "key", of: ({ keyId }) => keyName(keyId) },
    { name: "model", of: ({ modelName }) => modelName },
    { name: "model_version_id", of: ({ modelVersionId }) => modelVersionId },
    { name: "task", of: ({ task }) => task },
    { name: "outcome", of: ({ outcome }) => outcome },
    { name: "inputs", of: ({ inputs }) => inputs },
    { name: "input_tokens", of: ({ inputTokens }) => inputTokens },
    { name: "cached_input_tokens", of: ({ cachedInputTokens }) => cachedInputTokens },
    { name: "output_tokens", of: ({ outputTokens }) => outputTokens },
    { name: "queue_us", of: ({ queueUs }) => queueUs },
    { name: "compute_us", of: ({ computeUs }) => computeUs },
    { name: "total_us", of: ({ totalUs }) => totalUs },
    { name: "amount", of: ({ amountPico }) => formatPico(amountPico) },
    { name: "amount_pico", of: ({ amountPico }) => String(amountPico) },
    { name: "currency", of: ({ currency }) => currency },
    { name: "price_version_id", of: ({ priceVersionId }) => priceVersionId },
  ];
}
