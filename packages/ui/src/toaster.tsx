"use client";

import { Toaster as Sonner, toast as show } from "sonner";

export type ToasterProps = { theme: "light" | "dark" | "system"; label: string; closeLabel: string };

/** Where short messages appear; once per page. */
export function Toaster({ theme, label, closeLabel }: ToasterProps) {
  return (
    <Sonner
      theme={theme}
      containerAriaLabel={label}
      position="bottom-right"
      closeButton
      // Side by side rather than behind each other, where they would shrink below what a finger can press.
      expand
      toastOptions={{
        closeButtonAriaLabel: closeLabel,
        unstyled: true,
        classNames: {
          toast:
            "flex w-(--width) items-start gap-2.5 rounded-md border border-line-strong bg-raised p-3 text-ink shadow-overlay",
          title: "font-medium",
          description: "text-ink-2",
          closeButton:
            "order-last ml-auto grid size-6 shrink-0 place-items-center rounded-sm text-ink-3 hover:text-ink",
          success: "[&_[data-icon]]:text-good",
          error: "[&_[data-icon]]:text-bad",
        },
      }}
    />
  );
}

/** `toast.success(title)`, `toast.error(title, { description })`. */
export const toast = show;
