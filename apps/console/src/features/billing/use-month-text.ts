import { useFormatter } from "next-intl";

/** The name of a month as invoices know it, in UTC. */
export function useMonthText(): (start: Date) => string {
  const format = useFormatter();
  return (start) => format.dateTime(start, { year: "numeric", month: "long", timeZone: "UTC" });
}
