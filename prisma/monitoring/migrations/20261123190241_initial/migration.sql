-- CreateTable
CREATE TABLE "network_node" (
    "id" UUID NOT NULL,
    "parent_id" UUID,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "host" TEXT,
    "region_id" UUID NOT NULL,
    "legal_entity_id" UUID NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'UNKNOWN',
    "status_since" TIMESTAMPTZ(3) NOT NULL,
    "suppressed_by" UUID,
    "waived" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "network_node_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "port" (
    "id" UUID NOT NULL,
    "node_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "technology" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'FREE',
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "port_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "probe" (
    "id" UUID NOT NULL,
    "node_id" UUID NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'TCP',
    "host" TEXT NOT NULL,
    "port" INTEGER NOT NULL,
    "interval_ms" INTEGER NOT NULL,
    "timeout_ms" INTEGER NOT NULL,
    "failures_to_confirm" INTEGER NOT NULL,
    "successes_to_clear" INTEGER NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "verdict" TEXT NOT NULL DEFAULT 'UNKNOWN',
    "failures" INTEGER NOT NULL DEFAULT 0,
    "successes" INTEGER NOT NULL DEFAULT 0,
    "streak_since" TIMESTAMPTZ(3),
    "last_at" TIMESTAMPTZ(3),
    "last_latency_ms" INTEGER,
    "last_error" TEXT,
    "next_at" TIMESTAMPTZ(3) NOT NULL,
    "lease_id" UUID,
    "lease_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "probe_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outage" (
    "id" UUID NOT NULL,
    "node_id" UUID NOT NULL,
    "region_id" UUID NOT NULL,
    "legal_entity_id" UUID NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'OPEN',
    "origin" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "severity_pinned" BOOLEAN NOT NULL DEFAULT false,
    "cause" TEXT NOT NULL,
    "note" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "expected_end_at" TIMESTAMPTZ(3),
    "resolved_at" TIMESTAMPTZ(3),
    "acknowledged_at" TIMESTAMPTZ(3),
    "acknowledged_by" TEXT,
    "adopted_by" UUID,
    "affected_lines" INTEGER NOT NULL DEFAULT 0,
    "affected_customers" INTEGER NOT NULL DEFAULT 0,
    "impact_due" BOOLEAN NOT NULL DEFAULT true,
    "impact_cursor" UUID,
    "impact_pass" UUID NOT NULL,

    CONSTRAINT "outage_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outage_scope" (
    "outage_id" UUID NOT NULL,
    "node_id" UUID NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "to_at" TIMESTAMPTZ(3),

    CONSTRAINT "outage_scope_pkey" PRIMARY KEY ("outage_id","node_id","from_at")
);

-- CreateTable
CREATE TABLE "line" (
    "id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "region_id" UUID NOT NULL,
    "status" TEXT NOT NULL,

    CONSTRAINT "line_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "line_attachment" (
    "id" UUID NOT NULL,
    "line_id" UUID NOT NULL,
    "port_id" UUID NOT NULL,
    "node_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "region_id" UUID NOT NULL,
    "valid_during" tstzrange NOT NULL,

    CONSTRAINT "line_attachment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "line_impact" (
    "outage_id" UUID NOT NULL,
    "line_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "region_id" UUID NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "to_at" TIMESTAMPTZ(3),
    "retracted" BOOLEAN NOT NULL DEFAULT false,
    "revision" INTEGER NOT NULL,
    "told_status" TEXT NOT NULL,
    "told_severity" TEXT NOT NULL,
    "told_end_at" TIMESTAMPTZ(3),

    CONSTRAINT "line_impact_pkey" PRIMARY KEY ("outage_id","line_id")
);

-- CreateIndex
CREATE INDEX "network_node_parent_id_name_id_idx" ON "network_node"("parent_id", "name", "id");

-- CreateIndex
CREATE INDEX "network_node_name_id_idx" ON "network_node"("name", "id");

-- CreateIndex
CREATE INDEX "network_node_status_name_id_idx" ON "network_node"("status", "name", "id");

-- CreateIndex
CREATE UNIQUE INDEX "port_node_id_name_key" ON "port"("node_id", "name");

-- CreateIndex
CREATE INDEX "probe_node_id_id_idx" ON "probe"("node_id", "id");

-- CreateIndex
CREATE INDEX "outage_node_id_started_at_id_idx" ON "outage"("node_id", "started_at", "id");

-- CreateIndex
CREATE INDEX "outage_started_at_id_idx" ON "outage"("started_at", "id");

-- CreateIndex
CREATE INDEX "outage_status_started_at_id_idx" ON "outage"("status", "started_at", "id");

-- CreateIndex
CREATE INDEX "outage_scope_node_id_outage_id_idx" ON "outage_scope"("node_id", "outage_id");

-- CreateIndex
CREATE INDEX "line_customer_id_id_idx" ON "line"("customer_id", "id");

-- CreateIndex
CREATE INDEX "line_attachment_node_id_line_id_idx" ON "line_attachment"("node_id", "line_id");

-- CreateIndex
CREATE INDEX "line_attachment_port_id_idx" ON "line_attachment"("port_id");

-- CreateIndex
CREATE INDEX "line_impact_customer_id_outage_id_idx" ON "line_impact"("customer_id", "outage_id");

-- CreateIndex
CREATE INDEX "line_impact_line_id_outage_id_idx" ON "line_impact"("line_id", "outage_id");

-- AddForeignKey
ALTER TABLE "network_node" ADD CONSTRAINT "network_node_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "network_node"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "port" ADD CONSTRAINT "port_node_id_fkey" FOREIGN KEY ("node_id") REFERENCES "network_node"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "probe" ADD CONSTRAINT "probe_node_id_fkey" FOREIGN KEY ("node_id") REFERENCES "network_node"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "outage" ADD CONSTRAINT "outage_node_id_fkey" FOREIGN KEY ("node_id") REFERENCES "network_node"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "outage_scope" ADD CONSTRAINT "outage_scope_outage_id_fkey" FOREIGN KEY ("outage_id") REFERENCES "outage"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "outage_scope" ADD CONSTRAINT "outage_scope_node_id_fkey" FOREIGN KEY ("node_id") REFERENCES "network_node"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "line_impact" ADD CONSTRAINT "line_impact_outage_id_fkey" FOREIGN KEY ("outage_id") REFERENCES "outage"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- By hand: what a Prisma schema cannot say.
CREATE EXTENSION IF NOT EXISTS btree_gist;

ALTER TABLE "network_node"
  ADD CONSTRAINT "network_node_kind" CHECK ("kind" IN ('CORE', 'ROUTER', 'SWITCH', 'OLT', 'ACCESS_POINT', 'OTHER')),
  ADD CONSTRAINT "network_node_status" CHECK ("status" IN ('UNKNOWN', 'UP', 'DOWN', 'RETIRED')),
  ADD CONSTRAINT "network_node_retired" CHECK (("status" = 'RETIRED') = ("retired_at" IS NOT NULL)),
  ADD CONSTRAINT "network_node_not_own_parent" CHECK ("parent_id" <> "id");
CREATE UNIQUE INDEX "network_node_name_key" ON "network_node" ("legal_entity_id", "name") WHERE "retired_at" IS NULL;

ALTER TABLE "port"
  ADD CONSTRAINT "port_technology" CHECK ("technology" IN ('GPON', 'ETHERNET', 'DOCSIS', 'DSL', 'WIRELESS')),
  ADD CONSTRAINT "port_status" CHECK ("status" IN ('FREE', 'USED', 'RETIRED'));

ALTER TABLE "probe"
  ADD CONSTRAINT "probe_kind" CHECK ("kind" IN ('TCP', 'ICMP', 'SNMP')),
  ADD CONSTRAINT "probe_verdict" CHECK ("verdict" IN ('UNKNOWN', 'UP', 'DOWN')),
  ADD CONSTRAINT "probe_bounds" CHECK ("port" BETWEEN 1 AND 65535 AND "interval_ms" > 0 AND "timeout_ms" > 0
    AND "failures_to_confirm" > 0 AND "successes_to_clear" > 0);
CREATE INDEX "probe_due" ON "probe" ("next_at") WHERE "enabled";

ALTER TABLE "outage"
  ADD CONSTRAINT "outage_status" CHECK ("status" IN ('OPEN', 'RESOLVED')),
  ADD CONSTRAINT "outage_origin" CHECK ("origin" IN ('PROBE', 'STAFF')),
  ADD CONSTRAINT "outage_severity" CHECK ("severity" IN ('MINOR', 'MAJOR', 'CRITICAL')),
  ADD CONSTRAINT "outage_resolved" CHECK (("status" = 'RESOLVED') = ("resolved_at" IS NOT NULL)),
  ADD CONSTRAINT "outage_ends_after_start" CHECK ("resolved_at" >= "started_at");
CREATE UNIQUE INDEX "outage_open_key" ON "outage" ("node_id") WHERE "status" = 'OPEN';
CREATE INDEX "outage_impact_due" ON "outage" ("id") WHERE "impact_due";

ALTER TABLE "outage_scope" ADD CONSTRAINT "outage_scope_order" CHECK ("to_at" >= "from_at");
CREATE INDEX "outage_scope_open" ON "outage_scope" ("outage_id", "node_id") WHERE "to_at" IS NULL;

ALTER TABLE "line_attachment"
  ADD CONSTRAINT "line_attachment_real" CHECK (NOT isempty("valid_during")),
  ADD CONSTRAINT "line_attachment_one_at_a_time" EXCLUDE USING gist ("line_id" WITH =, "valid_during" WITH &&);

ALTER TABLE "line_impact" ADD CONSTRAINT "line_impact_order" CHECK ("to_at" >= "from_at");
