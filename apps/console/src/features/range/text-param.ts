const LENGTH_MAX = 64;

/** A single, short text from the address; anything else counts as absent. */
export function textParam(
  value: string | string[] | undefined,
  lengthMax: number = LENGTH_MAX,
): string | undefined {
  return typeof value === "string" && value !== "" && value.length <= lengthMax ? value : undefined;
}
