"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button, type ButtonProps } from "./button.tsx";

const CONFIRMED_MS = 1_600;

export type CopyButtonProps = Omit<ButtonProps, "children" | "onClick"> & {
  text: string;
  label: string;
  copiedLabel: string;
  /** Shows the label beside the icon. */
  labelled?: boolean;
};

export function CopyButton({ text, label, copiedLabel, labelled, ...rest }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), CONFIRMED_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  const shown = copied ? copiedLabel : label;
  return (
    <Button
      size={labelled ? "medium" : "icon"}
      look="quiet"
      aria-label={labelled ? undefined : label}
      title={shown}
      onClick={async () => {
        await writeText(text);
        setCopied(true);
      }}
      {...rest}
    >
      {copied ? <Check aria-hidden className="text-good" /> : <Copy aria-hidden />}
      {labelled && shown}
      <span role="status" className="sr-only">
        {copied ? copiedLabel : ""}
      </span>
    </Button>
  );
}

/** The clipboard interface exists only in secure contexts; a console on a plain-http LAN address has none. */
async function writeText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  area.style.opacity = "0";
  (document.activeElement?.closest("[role=dialog]") ?? document.body).append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}
