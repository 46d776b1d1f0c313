import { cva, type VariantProps } from "class-variance-authority";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { classNames } from "./class-names.ts";

const button = cva(
  "inline-flex shrink-0 items-center justify-center gap-2 rounded-md border font-medium whitespace-nowrap select-none disabled:cursor-not-allowed disabled:opacity-50 aria-busy:cursor-progress [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      look: {
        primary: "border-transparent bg-water text-on-water hover:bg-water-hover",
        plain: "border-line-strong bg-raised text-ink hover:bg-sunken",
        quiet: "border-transparent text-ink-2 hover:bg-sunken hover:text-ink",
        danger: "border-transparent bg-bad text-on-bad hover:bg-bad-hover",
      },
      size: {
        medium: "h-8 px-3",
        small: "h-7 px-2 text-sm",
        large: "h-10 px-4",
        icon: "size-8",
      },
    },
    defaultVariants: { look: "plain", size: "medium" },
  },
);

export type ButtonProps = ComponentProps<"button"> &
  VariantProps<typeof button> & {
    /** Renders the only child (such as a link) in the look of a button. */
    asChild?: boolean;
    /** Work started by this button is under way: it says so and takes no second click. */
    busy?: boolean;
  };

export function Button({ look, size, asChild, busy, className, disabled, type, ...rest }: ButtonProps) {
  const classes = classNames(button({ look, size }), className);
  if (asChild) return <Slot.Root className={classes} {...rest} />;
  return (
    <button
      type={type ?? "button"}
      className={classes}
      aria-busy={busy || undefined}
      disabled={disabled || busy}
      {...rest}
    />
  );
}
