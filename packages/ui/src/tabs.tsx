"use client";

import { Tabs as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { classNames } from "./class-names.ts";
import { SEGMENT_CLASSES, SEGMENTED_CLASSES } from "./segmented.tsx";

export const Tabs = Radix.Root;
export const TabPanel = Radix.Content;

/** Tabs in the look of a segmented control. */
export function TabList({ className, ...rest }: ComponentProps<typeof Radix.List>) {
  return <Radix.List className={classNames(SEGMENTED_CLASSES, className)} {...rest} />;
}

export function Tab({ className, ...rest }: ComponentProps<typeof Radix.Trigger>) {
  return <Radix.Trigger className={classNames(SEGMENT_CLASSES, className)} {...rest} />;
}
