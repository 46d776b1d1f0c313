"use client";

import { Slider as Radix } from "radix-ui";
import { useState } from "react";
import { classNames } from "./class-names.ts";
import { Input } from "./input.tsx";

export type NumberFieldProps = {
  value: number;
  onValueChange: (value: number) => void;
  min: number;
  max: number;
  /** Where the slider ends when most values lie far below `max`; the box takes all of them. */
  sliderMax?: number;
  step?: number;
  unit?: string;
  /** Names the slider; the label of the surrounding field names the box. */
  sliderLabel: string;
  id?: string;
  disabled?: boolean;
  className?: string;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
};

/** A whole number with known bounds: a slider for the rough value, a box for the exact one. */
export function NumberField(props: NumberFieldProps) {
  const { value, onValueChange, min, max, sliderMax = max, step = 1 } = props;
  const { unit, sliderLabel, disabled, className } = props;
  const [draft, setDraft] = useState<string | null>(null);

  function commit() {
    if (draft === null) return;
    const typed = Number.parseInt(draft, 10);
    if (Number.isFinite(typed)) onValueChange(Math.min(max, Math.max(min, typed)));
    setDraft(null);
  }

  return (
    <div className={classNames("flex items-center gap-3", className)}>
      <Radix.Root
        className="relative flex h-8 grow touch-none items-center select-none data-disabled:opacity-50"
        value={[value]}
        onValueChange={([next]) => next !== undefined && onValueChange(next)}
        min={min}
        max={Math.min(max, sliderMax)}
        step={step}
        disabled={disabled}
      >
        <Radix.Track className="relative h-1 grow rounded-full bg-line-strong">
          <Radix.Range className="absolute h-full rounded-full bg-water" />
        </Radix.Track>
        <Radix.Thumb
          aria-label={sliderLabel}
          className="block size-4 rounded-full border-2 border-water bg-raised"
        />
      </Radix.Root>
      <div className="relative w-28 shrink-0">
        <Input
          id={props.id}
          aria-describedby={props["aria-describedby"]}
          aria-invalid={props["aria-invalid"]}
          inputMode="numeric"
          className={classNames("figure text-right", unit && "pr-12")}
          disabled={disabled}
          value={draft ?? String(value)}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => event.key === "Enter" && commit()}
        />
        {unit && (
          <span
            aria-hidden
            className="pointer-events-none absolute inset-y-0 right-2.5 flex items-center text-xs text-ink-3"
          >
            {unit}
          </span>
        )}
      </div>
    </div>
  );
}
