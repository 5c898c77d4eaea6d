-- CreateTable
CREATE TABLE "legal_entity" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "country" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "net_term_days" INTEGER NOT NULL,
    "anchor_day" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "legal_entity_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "legal_entity_profile" (
    "id" UUID NOT NULL,
    "legal_entity_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "address" TEXT,
    "tax_number" TEXT,
    "tax_rate_percent" DECIMAL(9,6) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "legal_entity_profile_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invoice_number" (
    "legal_entity_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "fiscal_year" INTEGER NOT NULL,
    "series" TEXT NOT NULL,
    "last" INTEGER NOT NULL,

    CONSTRAINT "invoice_number_pkey" PRIMARY KEY ("legal_entity_id","kind","fiscal_year","series")
);

-- CreateTable
CREATE TABLE "tariff" (
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "published_version_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tariff_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tariff_version" (
    "id" UUID NOT NULL,
    "tariff_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "price" DECIMAL(20,10) NOT NULL,
    "setup_fee" DECIMAL(20,10) NOT NULL,
    "currency" TEXT NOT NULL,
    "billing_period_months" INTEGER NOT NULL,
    "download_mbps" INTEGER,
    "upload_mbps" INTEGER,
    "tax_rate_percent" DECIMAL(9,6),
    "valid_from" DATE NOT NULL,
    "published_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tariff_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "billing_account" (
    "id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "legal_entity_id" UUID NOT NULL,
    "status" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "anchor_day" INTEGER NOT NULL,
    "net_term_days" INTEGER NOT NULL,
    "balance" DECIMAL(18,6) NOT NULL DEFAULT 0,
    "next_bill_on" DATE,
    "opened_on" DATE NOT NULL,
    "closed_on" DATE,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "billing_account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "billing_profile" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "name" TEXT,
    "address" TEXT,
    "tax_number" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "billing_profile_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "service_subscription" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "legal_entity_id" UUID NOT NULL,
    "line_id" UUID,
    "application_id" UUID,
    "tariff_id" UUID NOT NULL,
    "status" TEXT NOT NULL,
    "starts_on" DATE NOT NULL,
    "ends_on" DATE,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "service_subscription_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "subscription_phase" (
    "id" UUID NOT NULL,
    "subscription_id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "tariff_version_id" UUID NOT NULL,
    "price" DECIMAL(20,10) NOT NULL,
    "setup_fee" DECIMAL(20,10) NOT NULL,
    "currency" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "billing_period_months" INTEGER NOT NULL,
    "starts_on" DATE NOT NULL,
    "ends_on" DATE,
    "charged_through" DATE,
    "setup_charged" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "subscription_phase_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "charge" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "subscription_id" UUID NOT NULL,
    "phase_id" UUID NOT NULL,
    "item" TEXT NOT NULL,
    "period_start" DATE NOT NULL,
    "period_end" DATE NOT NULL,
    "generation" INTEGER NOT NULL,
    "amount" DECIMAL(18,6) NOT NULL,
    "invoice_id" UUID,
    "released" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "charge_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invoice" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "legal_entity_id" UUID NOT NULL,
    "bill_run_id" UUID,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "number" TEXT,
    "fiscal_year" INTEGER,
    "series" TEXT,
    "sequence" INTEGER,
    "currency" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "net_total" DECIMAL(18,6) NOT NULL,
    "tax_total" DECIMAL(18,6) NOT NULL,
    "total" DECIMAL(18,6) NOT NULL,
    "allocated_amount" DECIMAL(18,6) NOT NULL DEFAULT 0,
    "issued_on" DATE,
    "due_on" DATE,
    "period_start" DATE NOT NULL,
    "period_end" DATE NOT NULL,
    "subscription_id" UUID,
    "tariff_id" UUID,
    "billing_profile_id" UUID,
    "legal_entity_profile_id" UUID,
    "overdue_told_on" DATE,
    "issued_at" TIMESTAMPTZ(3),
    "cancelled_at" TIMESTAMPTZ(3),

    CONSTRAINT "invoice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invoice_line" (
    "id" UUID NOT NULL,
    "invoice_id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "subscription_id" UUID,
    "line_id" UUID,
    "tariff_id" UUID,
    "tariff_version_id" UUID,
    "description" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "unit_price" DECIMAL(20,10) NOT NULL,
    "period_start" DATE NOT NULL,
    "period_end" DATE NOT NULL,
    "net" DECIMAL(18,6) NOT NULL,
    "tax_rate_percent" DECIMAL(9,6) NOT NULL,
    "tax" DECIMAL(18,6) NOT NULL,

    CONSTRAINT "invoice_line_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invoice_tax" (
    "invoice_id" UUID NOT NULL,
    "rate_percent" DECIMAL(9,6) NOT NULL,
    "net" DECIMAL(18,6) NOT NULL,
    "tax" DECIMAL(18,6) NOT NULL,

    CONSTRAINT "invoice_tax_pkey" PRIMARY KEY ("invoice_id","rate_percent")
);

-- CreateTable
CREATE TABLE "payment" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "legal_entity_id" UUID NOT NULL,
    "invoice_id" UUID,
    "amount" DECIMAL(18,6) NOT NULL,
    "currency" TEXT NOT NULL,
    "allocated_amount" DECIMAL(18,6) NOT NULL DEFAULT 0,
    "status" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "provider_reference" TEXT,
    "acknowledged" BOOLEAN NOT NULL DEFAULT false,
    "failure_reason" TEXT,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "next_enquiry_at" TIMESTAMPTZ(3),
    "enquiries" INTEGER NOT NULL DEFAULT 0,
    "leased_until" TIMESTAMPTZ(3),

    CONSTRAINT "payment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "allocation" (
    "id" UUID NOT NULL,
    "payment_id" UUID NOT NULL,
    "invoice_id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "amount" DECIMAL(18,6) NOT NULL,
    "allocated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "allocation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_account" (
    "id" UUID NOT NULL,
    "legal_entity_id" UUID NOT NULL,
    "currency" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "account_id" UUID,
    "customer_id" UUID,

    CONSTRAINT "ledger_account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_transaction" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "account_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "invoice_id" UUID,
    "payment_id" UUID,
    "booked_on" DATE NOT NULL,
    "booked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ledger_transaction_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_entry" (
    "ordinal" BIGSERIAL NOT NULL,
    "transaction_id" UUID NOT NULL,
    "ledger_account_id" UUID NOT NULL,
    "account_id" UUID,
    "customer_id" UUID,
    "amount" DECIMAL(18,6) NOT NULL,
    "currency" TEXT NOT NULL,
    "booked_on" DATE NOT NULL,

    CONSTRAINT "ledger_entry_pkey" PRIMARY KEY ("ordinal")
);

-- CreateTable
CREATE TABLE "bill_run" (
    "id" UUID NOT NULL,
    "legal_entity_id" UUID NOT NULL,
    "through" DATE NOT NULL,
    "time_zone" TEXT,
    "status" TEXT NOT NULL,
    "occasion" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "bulk" BOOLEAN NOT NULL DEFAULT false,
    "accounts_done" INTEGER NOT NULL DEFAULT 0,
    "invoices" INTEGER NOT NULL DEFAULT 0,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "bill_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bill_run_failure" (
    "bill_run_id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "failed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "bill_run_failure_pkey" PRIMARY KEY ("bill_run_id","account_id")
);

-- CreateTable
CREATE TABLE "idempotency_key" (
    "actor_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "payment_id" UUID NOT NULL,
    "answer" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("actor_id","key")
);

-- CreateTable
CREATE TABLE "known_customer" (
    "id" UUID NOT NULL,
    "status" TEXT NOT NULL,

    CONSTRAINT "known_customer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sandbox_charge" (
    "idempotency_key" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "amount" DECIMAL(18,6) NOT NULL,
    "currency" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "accepted_at" TIMESTAMPTZ(3) NOT NULL,
    "settles_at" TIMESTAMPTZ(3),

    CONSTRAINT "sandbox_charge_pkey" PRIMARY KEY ("idempotency_key")
);

-- CreateIndex
CREATE UNIQUE INDEX "legal_entity_profile_legal_entity_id_version_key" ON "legal_entity_profile"("legal_entity_id", "version");

-- CreateIndex
CREATE UNIQUE INDEX "tariff_code_key" ON "tariff"("code");

-- CreateIndex
CREATE INDEX "tariff_status_name_id_idx" ON "tariff"("status", "name", "id");

-- CreateIndex
CREATE UNIQUE INDEX "tariff_version_tariff_id_version_key" ON "tariff_version"("tariff_id", "version");

-- CreateIndex
CREATE INDEX "billing_account_customer_id_id_idx" ON "billing_account"("customer_id", "id");

-- CreateIndex
CREATE INDEX "billing_account_legal_entity_id_next_bill_on_id_idx" ON "billing_account"("legal_entity_id", "next_bill_on", "id");

-- CreateIndex
CREATE UNIQUE INDEX "billing_profile_account_id_version_key" ON "billing_profile"("account_id", "version");

-- CreateIndex
CREATE UNIQUE INDEX "service_subscription_application_id_key" ON "service_subscription"("application_id");

-- CreateIndex
CREATE INDEX "service_subscription_account_id_id_idx" ON "service_subscription"("account_id", "id");

-- CreateIndex
CREATE INDEX "service_subscription_customer_id_id_idx" ON "service_subscription"("customer_id", "id");

-- CreateIndex
CREATE INDEX "service_subscription_line_id_id_idx" ON "service_subscription"("line_id", "id");

-- CreateIndex
CREATE INDEX "subscription_phase_account_id_id_idx" ON "subscription_phase"("account_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "subscription_phase_subscription_id_ordinal_key" ON "subscription_phase"("subscription_id", "ordinal");

-- CreateIndex
CREATE INDEX "charge_invoice_id_idx" ON "charge"("invoice_id");

-- CreateIndex
CREATE UNIQUE INDEX "charge_phase_id_item_period_start_generation_key" ON "charge"("phase_id", "item", "period_start", "generation");

-- CreateIndex
CREATE INDEX "invoice_account_id_issued_on_id_idx" ON "invoice"("account_id", "issued_on" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "invoice_customer_id_issued_on_id_idx" ON "invoice"("customer_id", "issued_on" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "invoice_issued_on_id_idx" ON "invoice"("issued_on" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "invoice_legal_entity_id_kind_fiscal_year_series_sequence_key" ON "invoice"("legal_entity_id", "kind", "fiscal_year", "series", "sequence");

-- CreateIndex
CREATE UNIQUE INDEX "invoice_line_invoice_id_ordinal_key" ON "invoice_line"("invoice_id", "ordinal");

-- CreateIndex
CREATE INDEX "payment_account_id_requested_at_id_idx" ON "payment"("account_id", "requested_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "payment_customer_id_requested_at_id_idx" ON "payment"("customer_id", "requested_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "payment_invoice_id_idx" ON "payment"("invoice_id");

-- CreateIndex
CREATE INDEX "allocation_invoice_id_id_idx" ON "allocation"("invoice_id", "id");

-- CreateIndex
CREATE INDEX "allocation_payment_id_id_idx" ON "allocation"("payment_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_transaction_invoice_id_kind_key" ON "ledger_transaction"("invoice_id", "kind");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_transaction_payment_id_kind_key" ON "ledger_transaction"("payment_id", "kind");

-- CreateIndex
CREATE INDEX "ledger_entry_account_id_booked_on_ordinal_idx" ON "ledger_entry"("account_id", "booked_on", "ordinal");

-- CreateIndex
CREATE INDEX "ledger_entry_ledger_account_id_booked_on_idx" ON "ledger_entry"("ledger_account_id", "booked_on");

-- CreateIndex
CREATE INDEX "ledger_entry_transaction_id_idx" ON "ledger_entry"("transaction_id");

-- CreateIndex
CREATE UNIQUE INDEX "bill_run_key_key" ON "bill_run"("key");

-- CreateIndex
CREATE INDEX "bill_run_started_at_id_idx" ON "bill_run"("started_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "idempotency_key_payment_id_idx" ON "idempotency_key"("payment_id");

-- CreateIndex
CREATE INDEX "idempotency_key_created_at_idx" ON "idempotency_key"("created_at");

-- AddForeignKey
ALTER TABLE "legal_entity_profile" ADD CONSTRAINT "legal_entity_profile_legal_entity_id_fkey" FOREIGN KEY ("legal_entity_id") REFERENCES "legal_entity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tariff_version" ADD CONSTRAINT "tariff_version_tariff_id_fkey" FOREIGN KEY ("tariff_id") REFERENCES "tariff"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "billing_account" ADD CONSTRAINT "billing_account_legal_entity_id_fkey" FOREIGN KEY ("legal_entity_id") REFERENCES "legal_entity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "billing_profile" ADD CONSTRAINT "billing_profile_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "billing_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "service_subscription" ADD CONSTRAINT "service_subscription_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "billing_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscription_phase" ADD CONSTRAINT "subscription_phase_subscription_id_fkey" FOREIGN KEY ("subscription_id") REFERENCES "service_subscription"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invoice" ADD CONSTRAINT "invoice_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "billing_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invoice_line" ADD CONSTRAINT "invoice_line_invoice_id_fkey" FOREIGN KEY ("invoice_id") REFERENCES "invoice"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invoice_tax" ADD CONSTRAINT "invoice_tax_invoice_id_fkey" FOREIGN KEY ("invoice_id") REFERENCES "invoice"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "allocation" ADD CONSTRAINT "allocation_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "allocation" ADD CONSTRAINT "allocation_invoice_id_fkey" FOREIGN KEY ("invoice_id") REFERENCES "invoice"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_transaction_id_fkey" FOREIGN KEY ("transaction_id") REFERENCES "ledger_transaction"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_ledger_account_id_fkey" FOREIGN KEY ("ledger_account_id") REFERENCES "ledger_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Written by hand: what a Prisma schema cannot say.

CREATE EXTENSION IF NOT EXISTS btree_gist;

ALTER TABLE "legal_entity" ADD CONSTRAINT "legal_entity_net_term" CHECK ("net_term_days" BETWEEN 0 AND 365);
ALTER TABLE "tariff" ADD CONSTRAINT "tariff_states" CHECK ("status" IN ('DRAFT', 'PUBLISHED', 'WITHDRAWN') AND "kind" IN ('INTERNET', 'TV', 'VOICE', 'OTHER'));
ALTER TABLE "tariff_version" ADD CONSTRAINT "tariff_version_values" CHECK ("status" IN ('DRAFT', 'PUBLISHED', 'WITHDRAWN') AND "price" >= 0 AND "setup_fee" >= 0 AND "billing_period_months" BETWEEN 1 AND 36);
ALTER TABLE "billing_account" ADD CONSTRAINT "billing_account_values" CHECK ("status" IN ('OPEN', 'CLOSED') AND "anchor_day" BETWEEN 1 AND 31 AND "net_term_days" BETWEEN 0 AND 365);
ALTER TABLE "service_subscription" ADD CONSTRAINT "service_subscription_values" CHECK ("status" IN ('ACTIVE', 'PAUSED', 'ENDED') AND ("ends_on" IS NULL OR "ends_on" >= "starts_on"));
ALTER TABLE "subscription_phase" ADD CONSTRAINT "subscription_phase_values" CHECK ("price" >= 0 AND "setup_fee" >= 0 AND "quantity" >= 1 AND ("ends_on" IS NULL OR "ends_on" >= "starts_on"));
ALTER TABLE "subscription_phase" ADD CONSTRAINT "subscription_phase_no_overlap" EXCLUDE USING gist ("subscription_id" WITH =, daterange("starts_on", "ends_on") WITH &&);

-- What has been charged, net of what was released, never overlaps for one item of one subscription.
ALTER TABLE "charge" ADD CONSTRAINT "charge_values" CHECK ("item" IN ('RECURRING', 'SETUP') AND "period_end" > "period_start" AND "generation" >= 1);
ALTER TABLE "charge" ADD CONSTRAINT "charge_no_overlap" EXCLUDE USING gist ("subscription_id" WITH =, "item" WITH =, daterange("period_start", "period_end") WITH &&) WHERE (NOT "released");

ALTER TABLE "invoice" ADD CONSTRAINT "invoice_values" CHECK (
    "status" IN ('DRAFT', 'ISSUED', 'CANCELLED') AND "kind" IN ('INVOICE')
    AND ("status" = 'DRAFT' OR ("number" IS NOT NULL AND "sequence" IS NOT NULL AND "issued_on" IS NOT NULL AND "due_on" IS NOT NULL AND "issued_at" IS NOT NULL))
    AND "total" = "net_total" + "tax_total" AND "allocated_amount" BETWEEN 0 AND "total");
CREATE UNIQUE INDEX "invoice_number_once" ON "invoice" ("legal_entity_id", "number") WHERE "number" IS NOT NULL;
CREATE INDEX "invoice_open" ON "invoice" ("due_on", "id") WHERE "status" = 'ISSUED' AND "allocated_amount" < "total";
CREATE INDEX "invoice_open_by_account" ON "invoice" ("account_id", "due_on", "id") WHERE "status" = 'ISSUED' AND "allocated_amount" < "total";
CREATE INDEX "invoice_overdue_untold" ON "invoice" ("due_on", "id") WHERE "status" = 'ISSUED' AND "allocated_amount" < "total" AND "overdue_told_on" IS NULL;

ALTER TABLE "payment" ADD CONSTRAINT "payment_values" CHECK ("status" IN ('PENDING', 'SUCCEEDED', 'FAILED') AND "amount" > 0 AND "allocated_amount" BETWEEN 0 AND "amount" AND ("status" = 'SUCCEEDED' OR "allocated_amount" = 0));
-- A charge that has not been answered holds back the next one.
CREATE UNIQUE INDEX "payment_in_progress" ON "payment" ("invoice_id") WHERE "status" = 'PENDING';
CREATE INDEX "payment_unsettled" ON "payment" ("next_enquiry_at", "id") WHERE "status" = 'PENDING';
CREATE INDEX "payment_unallocated" ON "payment" ("account_id", "settled_at", "id") WHERE "status" = 'SUCCEEDED' AND "allocated_amount" < "amount";
ALTER TABLE "allocation" ADD CONSTRAINT "allocation_values" CHECK ("amount" <> 0);

CREATE UNIQUE INDEX "ledger_account_of_customer" ON "ledger_account" ("account_id", "code") WHERE "account_id" IS NOT NULL;
CREATE UNIQUE INDEX "ledger_account_of_system" ON "ledger_account" ("legal_entity_id", "currency", "code") WHERE "account_id" IS NULL;
ALTER TABLE "ledger_account" ADD CONSTRAINT "ledger_account_values" CHECK ("code" IN ('RECEIVABLE', 'REVENUE', 'TAX', 'CASH') AND ("code" = 'RECEIVABLE') = ("account_id" IS NOT NULL));
ALTER TABLE "ledger_transaction" ADD CONSTRAINT "ledger_transaction_values" CHECK ("kind" IN ('INVOICE', 'INVOICE_CANCELLATION', 'PAYMENT'));
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_values" CHECK ("amount" <> 0);

ALTER TABLE "bill_run" ADD CONSTRAINT "bill_run_values" CHECK ("status" IN ('RUNNING', 'FINISHED') AND "occasion" IN ('MANUAL', 'AUTOMATIC'));
CREATE UNIQUE INDEX "bill_run_running" ON "bill_run" ("legal_entity_id", "through", coalesce("time_zone", '')) WHERE "status" = 'RUNNING';
CREATE INDEX "billing_account_due" ON "billing_account" ("legal_entity_id", "next_bill_on", "id") WHERE "status" = 'OPEN' AND "next_bill_on" IS NOT NULL;

CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: write a reversing row instead', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER "append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "ledger_account" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "ledger_transaction" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "ledger_entry" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "allocation" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();

-- Every statement that writes entries leaves each transaction balanced in one currency, so that the books are balanced
-- at every moment and not only at commit. Customers' balances follow on the account's row, whose lock the writer holds.
CREATE FUNCTION "post_entries"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    unbalanced UUID;
BEGIN
    SELECT "transaction_id" INTO unbalanced FROM "written"
    GROUP BY "transaction_id" HAVING sum("amount") <> 0 OR min("currency") <> max("currency") LIMIT 1;
    IF unbalanced IS NOT NULL THEN
        RAISE EXCEPTION 'ledger transaction % does not balance: debits and credits of one currency are written in one statement', unbalanced
            USING ERRCODE = 'check_violation';
    END IF;
    UPDATE "billing_account" account SET "balance" = account."balance" + change."amount"
    FROM (SELECT "account_id", sum("amount") AS "amount" FROM "written" WHERE "account_id" IS NOT NULL GROUP BY 1) change
    WHERE account."id" = change."account_id";
    RETURN NULL;
END $$;

CREATE TRIGGER "post_entries" AFTER INSERT ON "ledger_entry"
    REFERENCING NEW TABLE AS "written" FOR EACH STATEMENT EXECUTE FUNCTION "post_entries"();

-- What is open on an invoice and left of a payment follows the allocations and nothing else.
CREATE FUNCTION "apply_allocations"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE "invoice" SET "allocated_amount" = "allocated_amount" + change."amount"
    FROM (SELECT "invoice_id", sum("amount") AS "amount" FROM "written" GROUP BY 1) change WHERE "id" = change."invoice_id";
    UPDATE "payment" SET "allocated_amount" = "allocated_amount" + change."amount"
    FROM (SELECT "payment_id", sum("amount") AS "amount" FROM "written" GROUP BY 1) change WHERE "id" = change."payment_id";
    RETURN NULL;
END $$;

CREATE TRIGGER "apply_allocations" AFTER INSERT ON "allocation"
    REFERENCING NEW TABLE AS "written" FOR EACH STATEMENT EXECUTE FUNCTION "apply_allocations"();
