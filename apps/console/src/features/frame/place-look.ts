/** How a place looks at the side of a wide screen and at the bottom of a narrow one. */
export const PLACE_LOOKS = {
  sidebar:
    "flex items-center gap-2.5 rounded-md px-2 py-1.5 text-ink-2 hover:text-ink aria-[current=page]:bg-raised aria-[current=page]:text-ink aria-[current=page]:ring-1 aria-[current=page]:ring-line aria-[current=page]:ring-inset",
  bar: "flex min-w-0 flex-1 flex-col items-center justify-center gap-0.5 py-1.5 text-xs text-ink-2 aria-[current]:text-water-ink",
};

export type PlaceLook = keyof typeof PLACE_LOOKS;
