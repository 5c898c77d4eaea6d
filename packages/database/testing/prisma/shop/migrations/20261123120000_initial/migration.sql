-- CreateEnum
CREATE TYPE "OrderState" AS ENUM ('OPEN', 'SHIPPED');

-- CreateTable
CREATE TABLE "buyer" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "balance" DECIMAL(20,6) NOT NULL DEFAULT 0,

    CONSTRAINT "buyer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "order" (
    "id" UUID NOT NULL,
    "buyer_id" UUID NOT NULL,
    "state" "OrderState" NOT NULL DEFAULT 'OPEN',
    "sequence" BIGINT NOT NULL DEFAULT 0,
    "placed_on" DATE NOT NULL,
    "placed_at" TIMESTAMPTZ(3) NOT NULL,
    "local_at" TIMESTAMP(3),
    "detail" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "order_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "buyer_email_key" ON "buyer"("email");

-- CreateIndex
CREATE INDEX "order_buyer_id_id_idx" ON "order"("buyer_id", "id");

-- AddForeignKey
ALTER TABLE "order" ADD CONSTRAINT "order_buyer_id_fkey" FOREIGN KEY ("buyer_id") REFERENCES "buyer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
