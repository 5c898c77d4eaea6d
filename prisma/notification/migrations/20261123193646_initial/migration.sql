-- CreateTable
CREATE TABLE "notification_template" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "occasion" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "active_version" INTEGER,
    "latest_version" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "notification_template_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notification_template_version" (
    "template_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "subject" TEXT NOT NULL,
    "text_body" TEXT NOT NULL,
    "html_body" TEXT,
    "query" TEXT,
    "roles" TEXT[],
    "max_age_ms" INTEGER NOT NULL,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "notification_template_version_pkey" PRIMARY KEY ("template_id","version")
);

-- CreateTable
CREATE TABLE "recipient_user" (
    "user_id" UUID NOT NULL,
    "active" BOOLEAN NOT NULL,
    "locale" TEXT,

    CONSTRAINT "recipient_user_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "recipient_membership" (
    "customer_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL,
    "user_version" INTEGER NOT NULL,

    CONSTRAINT "recipient_membership_pkey" PRIMARY KEY ("customer_id","user_id")
);

-- CreateTable
CREATE TABLE "outage_line" (
    "outage_id" UUID NOT NULL,
    "line_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "heard_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "outage_line_pkey" PRIMARY KEY ("outage_id","line_id")
);

-- CreateTable
CREATE TABLE "unaddressed_event" (
    "event_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "envelope" JSONB NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "unaddressed_event_pkey" PRIMARY KEY ("event_id")
);

-- CreateTable
CREATE TABLE "notification" (
    "id" UUID NOT NULL,
    "dedupe_key" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "customer_id" UUID,
    "legal_entity_id" UUID,
    "region_id" UUID,
    "channel" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "occasion" TEXT NOT NULL,
    "event_id" UUID NOT NULL,
    "event_type" TEXT NOT NULL,
    "facts" JSONB NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "correlation_id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "resend_of" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "template_id" UUID,
    "template_version" INTEGER,
    "rendered_at" TIMESTAMPTZ(3),
    "address" TEXT,
    "subject" TEXT,
    "text_body" TEXT,
    "message" BYTEA,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "counted_attempts" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3) NOT NULL,
    "lease_id" UUID,
    "lease_until" TIMESTAMPTZ(3),

    CONSTRAINT "notification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "delivery_attempt" (
    "notification_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,
    "code" TEXT,
    "response" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "delivery_attempt_pkey" PRIMARY KEY ("notification_id","number")
);

-- CreateIndex
CREATE INDEX "notification_template_occasion_name_language_id_idx" ON "notification_template"("occasion", "name", "language", "id");

-- CreateIndex
CREATE UNIQUE INDEX "notification_template_name_channel_language_key" ON "notification_template"("name", "channel", "language");

-- CreateIndex
CREATE INDEX "recipient_membership_user_id_idx" ON "recipient_membership"("user_id");

-- CreateIndex
CREATE INDEX "outage_line_outage_id_customer_id_idx" ON "outage_line"("outage_id", "customer_id");

-- CreateIndex
CREATE INDEX "outage_line_heard_at_idx" ON "outage_line"("heard_at");

-- CreateIndex
CREATE INDEX "unaddressed_event_customer_id_idx" ON "unaddressed_event"("customer_id");

-- CreateIndex
CREATE INDEX "unaddressed_event_expires_at_idx" ON "unaddressed_event"("expires_at");

-- CreateIndex
CREATE INDEX "notification_created_at_id_idx" ON "notification"("created_at", "id");

-- CreateIndex
CREATE INDEX "notification_state_created_at_id_idx" ON "notification"("state", "created_at", "id");

-- CreateIndex
CREATE INDEX "notification_customer_id_created_at_id_idx" ON "notification"("customer_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "notification_user_id_created_at_id_idx" ON "notification"("user_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "notification_event_id_created_at_id_idx" ON "notification"("event_id", "created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "notification_dedupe_key_user_id_channel_name_key" ON "notification"("dedupe_key", "user_id", "channel", "name");

-- AddForeignKey
ALTER TABLE "notification_template_version" ADD CONSTRAINT "notification_template_version_template_id_fkey" FOREIGN KEY ("template_id") REFERENCES "notification_template"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delivery_attempt" ADD CONSTRAINT "delivery_attempt_notification_id_fkey" FOREIGN KEY ("notification_id") REFERENCES "notification"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: what Prisma cannot say.
CREATE INDEX "notification_due_idx" ON "notification" ("next_at") WHERE "state" = 'PENDING';
CREATE INDEX "notification_rendered_idx" ON "notification" ("rendered_at") WHERE "message" IS NOT NULL;

ALTER TABLE "notification_template"
  ADD CONSTRAINT "notification_template_channel_check" CHECK ("channel" IN ('EMAIL', 'SMS', 'PUSH')),
  ADD CONSTRAINT "notification_template_active_check" CHECK ("active_version" BETWEEN 1 AND "latest_version");
ALTER TABLE "notification_template_version"
  ADD CONSTRAINT "notification_template_version_max_age_check" CHECK ("max_age_ms" > 0);
ALTER TABLE "recipient_membership"
  ADD CONSTRAINT "recipient_membership_role_check" CHECK ("role" IN ('owner', 'payer', 'viewer'));
ALTER TABLE "outage_line"
  ADD CONSTRAINT "outage_line_state_check" CHECK ("state" IN ('DOWN', 'RESTORED', 'RETRACTED'));
ALTER TABLE "notification"
  ADD CONSTRAINT "notification_channel_check" CHECK ("channel" IN ('EMAIL', 'SMS', 'PUSH')),
  ADD CONSTRAINT "notification_state_check" CHECK ("state" IN ('PENDING', 'SENT', 'FAILED', 'CANCELLED')),
  ADD CONSTRAINT "notification_closed_check" CHECK (("state" = 'PENDING') = ("closed_at" IS NULL)),
  ADD CONSTRAINT "notification_reason_check" CHECK ("state" <> 'FAILED' OR "reason" IS NOT NULL);
ALTER TABLE "delivery_attempt"
  ADD CONSTRAINT "delivery_attempt_outcome_check"
    CHECK ("outcome" IN ('STARTED', 'SENT', 'TRANSIENT', 'PERMANENT', 'INTERRUPTED'));
