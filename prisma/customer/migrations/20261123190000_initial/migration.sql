-- CreateEnum
CREATE TYPE "customer_kind" AS ENUM ('PERSON', 'COMPANY');

-- CreateEnum
CREATE TYPE "customer_status" AS ENUM ('ACTIVE', 'CLOSED');

-- CreateEnum
CREATE TYPE "membership_role" AS ENUM ('owner', 'payer', 'viewer');

-- CreateEnum
CREATE TYPE "address_coverage" AS ENUM ('SERVED', 'PLANNED', 'NOT_SERVED');

-- CreateEnum
CREATE TYPE "application_status" AS ENUM ('SUBMITTED', 'APPROVED', 'SCHEDULED', 'INSTALLED', 'ACTIVATED', 'REJECTED', 'WITHDRAWN');

-- CreateEnum
CREATE TYPE "rejection_reason" AS ENUM ('NOT_FEASIBLE', 'NO_COVERAGE', 'CREDIT', 'DUPLICATE', 'OTHER');

-- CreateEnum
CREATE TYPE "contract_status" AS ENUM ('DRAFT', 'SIGNED', 'ACTIVE', 'TERMINATED');

-- CreateEnum
CREATE TYPE "line_technology" AS ENUM ('GPON', 'ETHERNET', 'DOCSIS', 'DSL', 'WIRELESS');

-- CreateEnum
CREATE TYPE "line_state" AS ENUM ('PLANNED', 'ACTIVE', 'CEASED');

-- CreateEnum
CREATE TYPE "block_reason" AS ENUM ('dunning', 'vacation', 'fraud', 'technical');

-- CreateEnum
CREATE TYPE "device_kind" AS ENUM ('ONT', 'ROUTER', 'MODEM', 'RADIO', 'SET_TOP_BOX', 'OTHER');

-- CreateEnum
CREATE TYPE "device_status" AS ENUM ('STOCK', 'RESERVED', 'INSTALLED', 'RETURNED', 'SCRAPPED');

-- CreateEnum
CREATE TYPE "port_status" AS ENUM ('FREE', 'USED', 'RETIRED');

-- CreateEnum
CREATE TYPE "user_status" AS ENUM ('ACTIVE', 'DEACTIVATED');

-- CreateTable
CREATE TABLE "regions" (
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "legal_entity_id" UUID NOT NULL,
    "time_zone" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "regions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "customers" (
    "id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "kind" "customer_kind" NOT NULL,
    "status" "customer_status" NOT NULL,
    "segment" TEXT NOT NULL,
    "first_name" TEXT,
    "last_name" TEXT,
    "company_name" TEXT,
    "registration_number" TEXT,
    "tax_id" TEXT,
    "email" TEXT NOT NULL,
    "phone" TEXT,
    "locale" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "given_name_key" TEXT NOT NULL,
    "region_id" UUID NOT NULL,
    "legal_entity_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "customers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "membership_versions" (
    "user_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "membership_versions_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "memberships" (
    "id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "role" "membership_role" NOT NULL,
    "user_version" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "memberships_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "connection_addresses" (
    "id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "region_id" UUID NOT NULL,
    "legal_entity_id" UUID NOT NULL,
    "country" CHAR(2) NOT NULL,
    "postal_code" TEXT NOT NULL,
    "city" TEXT NOT NULL,
    "street" TEXT NOT NULL,
    "house_number" TEXT NOT NULL,
    "unit" TEXT,
    "directions" TEXT,
    "coverage" "address_coverage",
    "surveyed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "connection_addresses_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "connection_applications" (
    "id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "region_id" UUID NOT NULL,
    "legal_entity_id" UUID NOT NULL,
    "address_id" UUID NOT NULL,
    "tariff_id" UUID NOT NULL,
    "status" "application_status" NOT NULL,
    "submitted_at" TIMESTAMPTZ(3) NOT NULL,
    "approved_at" TIMESTAMPTZ(3),
    "visit_starts_at" TIMESTAMPTZ(3),
    "visit_ends_at" TIMESTAMPTZ(3),
    "installed_at" TIMESTAMPTZ(3),
    "activated_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "rejection_reason" "rejection_reason",
    "rejection_note" TEXT,
    "tariff_version_id" UUID,
    "subscription_id" UUID,
    "billing_refusal" TEXT,

    CONSTRAINT "connection_applications_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "contracts" (
    "id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "region_id" UUID NOT NULL,
    "legal_entity_id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "application_id" UUID,
    "status" "contract_status" NOT NULL,
    "drafted_at" TIMESTAMPTZ(3) NOT NULL,
    "signed_on" DATE,
    "signed_by_user_id" UUID,
    "activated_on" DATE,
    "terminated_on" DATE,
    "termination_reason" TEXT,

    CONSTRAINT "contracts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "access_lines" (
    "id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "region_id" UUID NOT NULL,
    "legal_entity_id" UUID NOT NULL,
    "contract_id" UUID,
    "application_id" UUID,
    "address_id" UUID NOT NULL,
    "technology" "line_technology" NOT NULL,
    "state" "line_state" NOT NULL,
    "port_id" UUID,
    "attached_at" TIMESTAMPTZ(3),
    "activated_at" TIMESTAMPTZ(3),
    "ceased_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "access_lines_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "line_blocks" (
    "line_id" UUID NOT NULL,
    "reason" "block_reason" NOT NULL,
    "customer_id" UUID NOT NULL,
    "set_by" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "line_blocks_pkey" PRIMARY KEY ("line_id","reason")
);

-- CreateTable
CREATE TABLE "device_models" (
    "id" UUID NOT NULL,
    "vendor" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "device_kind" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "device_models_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "devices" (
    "id" UUID NOT NULL,
    "model_id" UUID NOT NULL,
    "serial" TEXT NOT NULL,
    "mac" TEXT NOT NULL,
    "status" "device_status" NOT NULL,
    "region_id" UUID NOT NULL,
    "customer_id" UUID,
    "line_id" UUID,
    "installed_at" TIMESTAMPTZ(3),
    "returned_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "devices_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "given_answers" (
    "actor_id" UUID NOT NULL,
    "operation" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "input_hash" TEXT NOT NULL,
    "customer_id" UUID,
    "membership_version" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "given_answers_pkey" PRIMARY KEY ("actor_id","operation","key")
);

-- CreateTable
CREATE TABLE "network_ports" (
    "port_id" UUID NOT NULL,
    "node_id" UUID NOT NULL,
    "region_id" UUID NOT NULL,
    "status" "port_status" NOT NULL,
    "ours" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "network_ports_pkey" PRIMARY KEY ("port_id")
);

-- CreateTable
CREATE TABLE "sold_tariffs" (
    "tariff_id" UUID NOT NULL,
    "withdrawn" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "sold_tariffs_pkey" PRIMARY KEY ("tariff_id")
);

-- CreateTable
CREATE TABLE "sold_tariff_versions" (
    "tariff_version_id" UUID NOT NULL,
    "tariff_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "valid_from" DATE NOT NULL,

    CONSTRAINT "sold_tariff_versions_pkey" PRIMARY KEY ("tariff_version_id")
);

-- CreateTable
CREATE TABLE "known_users" (
    "user_id" UUID NOT NULL,
    "status" "user_status" NOT NULL,

    CONSTRAINT "known_users_pkey" PRIMARY KEY ("user_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "regions_code_key" ON "regions"("code");

-- CreateIndex
CREATE UNIQUE INDEX "customers_number_key" ON "customers"("number");

-- CreateIndex
CREATE INDEX "customers_region_id_id_idx" ON "customers"("region_id", "id");

-- CreateIndex
CREATE INDEX "customers_status_id_idx" ON "customers"("status", "id");

-- CreateIndex
CREATE INDEX "customers_segment_id_idx" ON "customers"("segment", "id");

-- CreateIndex
CREATE INDEX "customers_created_at_id_idx" ON "customers"("created_at", "id");

-- CreateIndex
CREATE INDEX "memberships_customer_id_id_idx" ON "memberships"("customer_id", "id");

-- CreateIndex
CREATE INDEX "memberships_user_id_id_idx" ON "memberships"("user_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "memberships_customer_id_user_id_key" ON "memberships"("customer_id", "user_id");

-- CreateIndex
CREATE INDEX "connection_addresses_customer_id_id_idx" ON "connection_addresses"("customer_id", "id");

-- CreateIndex
CREATE INDEX "connection_applications_customer_id_id_idx" ON "connection_applications"("customer_id", "id");

-- CreateIndex
CREATE INDEX "connection_applications_address_id_idx" ON "connection_applications"("address_id");

-- CreateIndex
CREATE INDEX "connection_applications_status_id_idx" ON "connection_applications"("status", "id");

-- CreateIndex
CREATE INDEX "connection_applications_region_id_id_idx" ON "connection_applications"("region_id", "id");

-- CreateIndex
CREATE INDEX "contracts_customer_id_id_idx" ON "contracts"("customer_id", "id");

-- CreateIndex
CREATE INDEX "contracts_application_id_idx" ON "contracts"("application_id");

-- CreateIndex
CREATE UNIQUE INDEX "contracts_legal_entity_id_number_key" ON "contracts"("legal_entity_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "access_lines_port_id_key" ON "access_lines"("port_id");

-- CreateIndex
CREATE INDEX "access_lines_customer_id_id_idx" ON "access_lines"("customer_id", "id");

-- CreateIndex
CREATE INDEX "access_lines_contract_id_idx" ON "access_lines"("contract_id");

-- CreateIndex
CREATE INDEX "access_lines_address_id_idx" ON "access_lines"("address_id");

-- CreateIndex
CREATE INDEX "access_lines_application_id_idx" ON "access_lines"("application_id");

-- CreateIndex
CREATE UNIQUE INDEX "device_models_vendor_name_key" ON "device_models"("vendor", "name");

-- CreateIndex
CREATE UNIQUE INDEX "devices_serial_key" ON "devices"("serial");

-- CreateIndex
CREATE UNIQUE INDEX "devices_mac_key" ON "devices"("mac");

-- CreateIndex
CREATE INDEX "devices_customer_id_id_idx" ON "devices"("customer_id", "id");

-- CreateIndex
CREATE INDEX "devices_line_id_idx" ON "devices"("line_id");

-- CreateIndex
CREATE INDEX "devices_status_id_idx" ON "devices"("status", "id");

-- CreateIndex
CREATE INDEX "devices_model_id_id_idx" ON "devices"("model_id", "id");

-- CreateIndex
CREATE INDEX "devices_region_id_id_idx" ON "devices"("region_id", "id");

-- CreateIndex
CREATE INDEX "given_answers_created_at_idx" ON "given_answers"("created_at");

-- CreateIndex
CREATE INDEX "network_ports_node_id_idx" ON "network_ports"("node_id");

-- CreateIndex
CREATE UNIQUE INDEX "sold_tariff_versions_tariff_id_version_key" ON "sold_tariff_versions"("tariff_id", "version");

-- AddForeignKey
ALTER TABLE "customers" ADD CONSTRAINT "customers_region_id_fkey" FOREIGN KEY ("region_id") REFERENCES "regions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "connection_addresses" ADD CONSTRAINT "connection_addresses_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "connection_applications" ADD CONSTRAINT "connection_applications_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "connection_applications" ADD CONSTRAINT "connection_applications_address_id_fkey" FOREIGN KEY ("address_id") REFERENCES "connection_addresses"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contracts" ADD CONSTRAINT "contracts_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contracts" ADD CONSTRAINT "contracts_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "connection_applications"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_lines" ADD CONSTRAINT "access_lines_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_lines" ADD CONSTRAINT "access_lines_contract_id_fkey" FOREIGN KEY ("contract_id") REFERENCES "contracts"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_lines" ADD CONSTRAINT "access_lines_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "connection_applications"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_lines" ADD CONSTRAINT "access_lines_address_id_fkey" FOREIGN KEY ("address_id") REFERENCES "connection_addresses"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "line_blocks" ADD CONSTRAINT "line_blocks_line_id_fkey" FOREIGN KEY ("line_id") REFERENCES "access_lines"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "devices" ADD CONSTRAINT "devices_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "device_models"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "devices" ADD CONSTRAINT "devices_region_id_fkey" FOREIGN KEY ("region_id") REFERENCES "regions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "devices" ADD CONSTRAINT "devices_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "devices" ADD CONSTRAINT "devices_line_id_fkey" FOREIGN KEY ("line_id") REFERENCES "access_lines"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sold_tariff_versions" ADD CONSTRAINT "sold_tariff_versions_tariff_id_fkey" FOREIGN KEY ("tariff_id") REFERENCES "sold_tariffs"("tariff_id") ON DELETE RESTRICT ON UPDATE CASCADE;
