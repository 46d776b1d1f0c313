import { Activity, ChartNoAxesColumn, KeyRound, Layers, type LucideIcon, Server } from "lucide-react";

export type PlaceName = "overview" | "models" | "deployments" | "usage" | "keys";

export type Place = { name: PlaceName; href: string; icon: LucideIcon };

/** The places of the console, in the order of the sidebar: what runs, then what it costs and who may call it. */
export const WORK_PLACES: readonly Place[] = [
  { name: "overview", href: "/", icon: Activity },
  { name: "models", href: "/models", icon: Layers },
  { name: "deployments", href: "/deployments", icon: Server },
];

export const ACCOUNT_PLACES: readonly Place[] = [
  { name: "usage", href: "/usage", icon: ChartNoAxesColumn },
  { name: "keys", href: "/keys", icon: KeyRound },
];

export const PLACES: readonly Place[] = [...WORK_PLACES, ...ACCOUNT_PLACES];

/** Whether the path lies in this place; the front page is only itself. */
export function isInside(place: Place, path: string): boolean {
  return path === place.href || (place.href !== "/" && path.startsWith(`${place.href}/`));
}
