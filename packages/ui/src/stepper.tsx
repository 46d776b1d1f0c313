import { Check } from "lucide-react";
import { classNames } from "./class-names.ts";

export type StepperProps = {
  label: string;
  steps: readonly string[];
  /** Index of the step on the screen. */
  current: number;
};

/** Where one is in a short, ordered piece of work. */
export function Stepper({ label, steps, current }: StepperProps) {
  return (
    <ol aria-label={label} className="flex flex-wrap items-center gap-x-2 gap-y-1">
      {steps.map((step, index) => (
        <li
          key={step}
          aria-current={index === current ? "step" : undefined}
          className={classNames(
            "flex items-center gap-2 text-ink-3 not-first:before:mr-0.5 not-first:before:h-px not-first:before:w-5 not-first:before:bg-line-strong",
            index === current && "font-medium text-ink",
          )}
        >
          <span
            aria-hidden
            className={classNames(
              "figure grid size-5 place-items-center rounded-full border border-line-strong text-xs",
              index === current && "border-water bg-water text-on-water",
              index < current && "border-water text-water",
            )}
          >
            {index < current ? <Check className="size-3" /> : index + 1}
          </span>
          {step}
        </li>
      ))}
    </ol>
  );
}
