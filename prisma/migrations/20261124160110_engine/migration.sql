-- AlterTable
ALTER TABLE "model_versions" ADD COLUMN     "inputs" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "outputs" JSONB NOT NULL DEFAULT '[]',
ALTER COLUMN "tokens_max" DROP NOT NULL;

-- AlterTable
ALTER TABLE "model_profiles" DROP CONSTRAINT "model_profiles_pkey",
ADD COLUMN     "agreement" DOUBLE PRECISION,
ADD COLUMN     "reason" TEXT,
ADD COLUMN     "samples" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "size_bytes" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "variant" TEXT NOT NULL DEFAULT 'fp32',
ADD CONSTRAINT "model_profiles_pkey" PRIMARY KEY ("model_version_id", "node_id", "variant");

-- AlterTable
ALTER TABLE "nodes" ADD COLUMN     "providers" TEXT[] DEFAULT ARRAY['cpu']::TEXT[];

-- AlterTable
ALTER TABLE "deployments" ADD COLUMN     "cache_bytes_max" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "execution_provider" TEXT NOT NULL DEFAULT 'auto',
ADD COLUMN     "residency" TEXT NOT NULL DEFAULT 'resident',
ADD COLUMN     "variant" TEXT NOT NULL DEFAULT 'auto';

-- AlterTable
ALTER TABLE "replica_states" ADD COLUMN     "provider" TEXT NOT NULL DEFAULT 'cpu',
ADD COLUMN     "variant" TEXT NOT NULL DEFAULT 'fp32';

-- AlterTable
ALTER TABLE "deployment_loads" ADD COLUMN     "cache_hits_per_second" DOUBLE PRECISION NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "usage_records" ADD COLUMN     "cached_input_tokens" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "usage_hours" ADD COLUMN     "cached_input_tokens" BIGINT NOT NULL DEFAULT 0;
