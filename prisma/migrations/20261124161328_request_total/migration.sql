-- AlterTable
ALTER TABLE "deployment_loads" ADD COLUMN     "total_ms" DOUBLE PRECISION NOT NULL DEFAULT 0;
