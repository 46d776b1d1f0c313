/** Into the log. */
export type Tell = (fields: Record<string, unknown>, message: string) => void;
