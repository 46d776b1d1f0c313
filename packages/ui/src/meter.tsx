import { classNames } from "./class-names.ts";

export type MeterProps = {
  /** Between 0 and `max`; more is drawn as full. */
  value: number;
  max: number;
  label: string;
  /** The value in words, such as `312 of 600 MB`. */
  valueText: string;
  tone?: "water" | "warn" | "bad";
  className?: string;
};

const FILLS = { water: "bg-water", warn: "bg-warn", bad: "bg-bad" };

/** How full something bounded is. */
export function Meter({ value, max, label, valueText, tone = "water", className }: MeterProps) {
  const share = max > 0 ? Math.min(1, Math.max(0, value / max)) : 0;
  return (
    <div className={classNames("h-1.5 overflow-hidden rounded-full bg-line", className)}>
      <meter aria-label={label} min={0} max={max} value={value} className="sr-only">
        {valueText}
      </meter>
      <div className={classNames("h-full", FILLS[tone])} style={{ width: `${share * 100}%` }} />
    </div>
  );
}
