import type { Permission } from "@millrace/teams";
import {
  Activity,
  Building2,
  ChartNoAxesColumn,
  Gauge,
  KeyRound,
  Layers,
  type LucideIcon,
  Mails,
  Package,
  Radio,
  Receipt,
  Scale,
  ScrollText,
  Server,
  Settings,
  Tags,
  Users,
} from "lucide-react";

export type PlaceName =
  | "overview"
  | "models"
  | "deployments"
  | "usage"
  | "limits"
  | "billing"
  | "keys"
  | "team"
  | "audit"
  | "settings";

export type Place = {
  name: PlaceName;
  href: string;
  icon: LucideIcon;
  /** What one must be allowed for the place to be of use. */
  needs: readonly Permission[];
};

export type SectionName = "work" | "use" | "team";

/** The places of the console, in the order of the sidebar: what runs, what it costs and who may call it, and who we are. */
export const SECTIONS: readonly { name: SectionName; places: readonly Place[] }[] = [
  {
    name: "work",
    places: [
      {
        name: "overview",
        href: "/",
        icon: Activity,
        needs: ["deployments.read", "usage.read", "keys.read"],
      },
      { name: "models", href: "/models", icon: Layers, needs: ["models.read"] },
      { name: "deployments", href: "/deployments", icon: Server, needs: ["deployments.read", "usage.read"] },
    ],
  },
  {
    name: "use",
    places: [
      {
        name: "usage",
        href: "/usage",
        icon: ChartNoAxesColumn,
        needs: ["usage.read", "deployments.read", "keys.read"],
      },
      { name: "limits", href: "/limits", icon: Gauge, needs: ["limits.read"] },
      { name: "keys", href: "/keys", icon: KeyRound, needs: ["keys.read", "deployments.read"] },
      {
        name: "billing",
        href: "/billing",
        icon: Receipt,
        needs: ["billing.read", "usage.read", "deployments.read"],
      },
    ],
  },
  {
    name: "team",
    places: [
      { name: "team", href: "/team", icon: Users, needs: ["members.read"] },
      { name: "audit", href: "/audit", icon: ScrollText, needs: ["audit.read"] },
      { name: "settings", href: "/settings", icon: Settings, needs: ["team.read"] },
    ],
  },
];

export const PLACES: readonly Place[] = SECTIONS.flatMap(({ places }) => places);

export type OperatorPlaceName = "teams" | "prices" | "plans" | "invoices" | "payments" | "books" | "outbox";

/** Of the installation, outside every team; only operators see them. */
export const OPERATOR_PLACES: readonly { name: OperatorPlaceName; href: string; icon: LucideIcon }[] = [
  { name: "teams", href: "/operator/teams", icon: Building2 },
  { name: "prices", href: "/operator/prices", icon: Tags },
  { name: "plans", href: "/operator/plans", icon: Package },
  { name: "invoices", href: "/operator/invoices", icon: Receipt },
  { name: "payments", href: "/operator/payments", icon: Radio },
  { name: "books", href: "/operator/books", icon: Scale },
  { name: "outbox", href: "/operator/outbox", icon: Mails },
];

/** The names of the places that somebody with these permissions has a use for, in order. */
export function placesFor(has: (permission: Permission) => boolean): PlaceName[] {
  return PLACES.filter(({ needs }) => needs.every(has)).map(({ name }) => name);
}

export function hrefOf(name: PlaceName): string {
  return PLACES.find((place) => place.name === name)?.href ?? "/";
}

/** What fits at the bottom of a narrow screen beside "More"; the rest is behind it. */
const BAR_PLACES_MAX = 4;

export function splitForBar(visible: readonly PlaceName[]): { bar: PlaceName[]; more: PlaceName[] } {
  return { bar: visible.slice(0, BAR_PLACES_MAX), more: visible.slice(BAR_PLACES_MAX) };
}

/** Whether the path lies in this place; the front page is only itself. */
export function isInside(place: Place, path: string): boolean {
  return path === place.href || (place.href !== "/" && path.startsWith(`${place.href}/`));
}
