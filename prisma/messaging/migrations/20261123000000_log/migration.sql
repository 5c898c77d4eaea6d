-- The event log of a domain, its inbox and what stands between them. Written by hand, since Prisma knows neither
-- partitions nor partial indexes on them. Events hold ids, amounts, dates and states
-- and no personal data (docs/architecture.md, "An event").

CREATE SCHEMA IF NOT EXISTS "messaging";

-- The last sequence of each stream. Room on the page keeps the bump of a head a heap-only update.
CREATE TABLE "messaging"."stream_heads" (
    "topic" TEXT COLLATE "C" NOT NULL,
    "key" TEXT COLLATE "C" NOT NULL,
    "sequence" BIGINT NOT NULL,
    CONSTRAINT "stream_heads_pkey" PRIMARY KEY ("topic", "key")
) WITH (fillfactor = 70);

-- Appended and not yet positioned. Rows live for milliseconds.
CREATE TABLE "messaging"."pending_events" (
    "ordinal" BIGINT GENERATED ALWAYS AS IDENTITY,
    "topic" TEXT COLLATE "C" NOT NULL,
    "key" TEXT COLLATE "C" NOT NULL,
    "sequence" BIGINT NOT NULL,
    "type" TEXT NOT NULL,
    "recordedat" TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    "envelope" JSON NOT NULL,
    CONSTRAINT "pending_events_pkey" PRIMARY KEY ("ordinal")
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- One row: the last position given, the epoch, and the cluster that the log was written in.
CREATE TABLE "messaging"."log_head" (
    "only" BOOLEAN NOT NULL DEFAULT true,
    "position" BIGINT NOT NULL DEFAULT 0,
    "epoch" INTEGER NOT NULL DEFAULT 1,
    "prepared" BIGINT NOT NULL DEFAULT 2000000,
    "system" TEXT,
    "timeline" INTEGER,
    CONSTRAINT "log_head_pkey" PRIMARY KEY ("only"),
    CONSTRAINT "log_head_only" CHECK ("only")
) WITH (fillfactor = 10);

INSERT INTO "messaging"."log_head" DEFAULT VALUES;

-- The log. The ids are taken out of the envelope when the event gets its position, so that what happened to an object
-- is found by index.
CREATE TABLE "messaging"."event_log" (
    "position" BIGINT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "topic" TEXT COLLATE "C" NOT NULL,
    "key" TEXT COLLATE "C" NOT NULL,
    "sequence" BIGINT NOT NULL,
    "type" TEXT COLLATE "C" NOT NULL,
    "recordedat" TIMESTAMPTZ NOT NULL,
    "bulk" BOOLEAN NOT NULL,
    "legalentityid" TEXT COLLATE "C",
    "regionid" TEXT COLLATE "C",
    "customerid" TEXT COLLATE "C",
    "accountid" TEXT COLLATE "C",
    "contractid" TEXT COLLATE "C",
    "lineid" TEXT COLLATE "C",
    "subscriptionid" TEXT COLLATE "C",
    "invoiceid" TEXT COLLATE "C",
    "paymentid" TEXT COLLATE "C",
    "userid" TEXT COLLATE "C",
    "sessionid" TEXT COLLATE "C",
    "nodeid" TEXT COLLATE "C",
    "outageid" TEXT COLLATE "C",
    "ticketid" TEXT COLLATE "C",
    "billrunid" TEXT COLLATE "C",
    "applicationid" TEXT COLLATE "C",
    "deviceid" TEXT COLLATE "C",
    "envelope" JSON NOT NULL,
    CONSTRAINT "event_log_pkey" PRIMARY KEY ("position")
) PARTITION BY RANGE ("position");

CREATE INDEX "event_log_stream" ON "messaging"."event_log" ("topic", "key", "sequence");
CREATE INDEX "event_log_type" ON "messaging"."event_log" ("type", "position") WHERE NOT "bulk";
CREATE INDEX "event_log_legalentity" ON "messaging"."event_log" ("legalentityid", "position") WHERE "legalentityid" IS NOT NULL;
CREATE INDEX "event_log_region" ON "messaging"."event_log" ("regionid", "position") WHERE "regionid" IS NOT NULL;
CREATE INDEX "event_log_customer" ON "messaging"."event_log" ("customerid", "position") WHERE "customerid" IS NOT NULL;
CREATE INDEX "event_log_account" ON "messaging"."event_log" ("accountid", "position") WHERE "accountid" IS NOT NULL;
CREATE INDEX "event_log_contract" ON "messaging"."event_log" ("contractid", "position") WHERE "contractid" IS NOT NULL;
CREATE INDEX "event_log_line" ON "messaging"."event_log" ("lineid", "position") WHERE "lineid" IS NOT NULL;
CREATE INDEX "event_log_subscription" ON "messaging"."event_log" ("subscriptionid", "position") WHERE "subscriptionid" IS NOT NULL;
CREATE INDEX "event_log_invoice" ON "messaging"."event_log" ("invoiceid", "position") WHERE "invoiceid" IS NOT NULL;
CREATE INDEX "event_log_payment" ON "messaging"."event_log" ("paymentid", "position") WHERE "paymentid" IS NOT NULL;
CREATE INDEX "event_log_user" ON "messaging"."event_log" ("userid", "position") WHERE "userid" IS NOT NULL;
CREATE INDEX "event_log_session" ON "messaging"."event_log" ("sessionid", "position") WHERE "sessionid" IS NOT NULL;
CREATE INDEX "event_log_node" ON "messaging"."event_log" ("nodeid", "position") WHERE "nodeid" IS NOT NULL;
CREATE INDEX "event_log_outage" ON "messaging"."event_log" ("outageid", "position") WHERE "outageid" IS NOT NULL;
CREATE INDEX "event_log_ticket" ON "messaging"."event_log" ("ticketid", "position") WHERE "ticketid" IS NOT NULL;
CREATE INDEX "event_log_billrun" ON "messaging"."event_log" ("billrunid", "position") WHERE "billrunid" IS NOT NULL;
CREATE INDEX "event_log_application" ON "messaging"."event_log" ("applicationid", "position") WHERE "applicationid" IS NOT NULL;
CREATE INDEX "event_log_device" ON "messaging"."event_log" ("deviceid", "position") WHERE "deviceid" IS NOT NULL;

-- Later partitions are made ahead by the sequencer.
CREATE TABLE "messaging"."event_log_0" PARTITION OF "messaging"."event_log" FOR VALUES FROM (0) TO (1000000);
CREATE TABLE "messaging"."event_log_1000000" PARTITION OF "messaging"."event_log" FOR VALUES FROM (1000000) TO (2000000);

-- How far the carrier has been given the log, and which process is giving it. The holder is a process and not a person.
CREATE TABLE "messaging"."publisher" (
    "only" BOOLEAN NOT NULL DEFAULT true,
    "position" BIGINT NOT NULL DEFAULT 0,
    "holder" UUID,
    "held_until" TIMESTAMPTZ NOT NULL DEFAULT '-infinity',
    CONSTRAINT "publisher_pkey" PRIMARY KEY ("only"),
    CONSTRAINT "publisher_only" CHECK ("only")
) WITH (fillfactor = 10);

INSERT INTO "messaging"."publisher" DEFAULT VALUES;

-- One row per handler and stream of others, with the last sequence that it has applied.
CREATE TABLE "messaging"."inbox" (
    "handler" TEXT COLLATE "C" NOT NULL,
    "generation" INTEGER NOT NULL DEFAULT 1,
    "topic" TEXT COLLATE "C" NOT NULL,
    "key" TEXT COLLATE "C" NOT NULL,
    "epoch" INTEGER NOT NULL DEFAULT 1,
    "sequence" BIGINT,
    CONSTRAINT "inbox_pkey" PRIMARY KEY ("handler", "generation", "topic", "key")
) WITH (fillfactor = 70);

-- What a handler failed at, and what came after it in the same stream.
CREATE TABLE "messaging"."parked_events" (
    "handler" TEXT COLLATE "C" NOT NULL,
    "generation" INTEGER NOT NULL DEFAULT 1,
    "topic" TEXT COLLATE "C" NOT NULL,
    "key" TEXT COLLATE "C" NOT NULL,
    "sequence" BIGINT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "parked_at" TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    "envelope" JSON NOT NULL,
    CONSTRAINT "parked_events_pkey" PRIMARY KEY ("handler", "generation", "topic", "key", "epoch", "sequence")
);

-- When a handler was first started (a reaction reads from there on) and, per log, whether a projection has read what was there before it.
CREATE TABLE "messaging"."handler_starts" (
    "handler" TEXT COLLATE "C" NOT NULL,
    "source" TEXT COLLATE "C" NOT NULL,
    "started_at" TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    "backfilled" BIGINT NOT NULL DEFAULT 0,
    "complete" BOOLEAN NOT NULL DEFAULT false,
    CONSTRAINT "handler_starts_pkey" PRIMARY KEY ("handler", "source")
);

-- How far this domain has read the logs of others, where the carrier does not keep that itself.
CREATE TABLE "messaging"."consumer_positions" (
    "source" TEXT COLLATE "C" NOT NULL,
    "position" BIGINT NOT NULL,
    CONSTRAINT "consumer_positions_pkey" PRIMARY KEY ("source")
) WITH (fillfactor = 10);

-- What had no readable envelope, as it came off the wire.
CREATE TABLE "messaging"."unreadable_records" (
    "topic" TEXT NOT NULL,
    "partition" INTEGER NOT NULL,
    "position" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "seen_at" TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    "value" TEXT NOT NULL,
    CONSTRAINT "unreadable_records_pkey" PRIMARY KEY ("topic", "partition", "position")
);

COMMENT ON TABLE "messaging"."stream_heads" IS 'by hand: locked by every writer. Data: none.';
COMMENT ON TABLE "messaging"."pending_events" IS 'by hand: a queue. Data: ids, kept for milliseconds.';
COMMENT ON TABLE "messaging"."log_head" IS 'by hand: one row. Data: none.';
COMMENT ON TABLE "messaging"."event_log" IS 'by hand: partitioned by position. Data: ids, kept as long as the domain; what the law says must go leaves a tombstone.';
COMMENT ON TABLE "messaging"."publisher" IS 'by hand: one row. Data: none.';
COMMENT ON TABLE "messaging"."inbox" IS 'by hand: locked by every consumer. Data: ids of streams.';
COMMENT ON TABLE "messaging"."parked_events" IS 'by hand: beside the inbox. Data: ids, kept until retried.';
COMMENT ON TABLE "messaging"."handler_starts" IS 'by hand: beside the inbox. Data: none.';
COMMENT ON TABLE "messaging"."consumer_positions" IS 'by hand: beside the inbox. Data: none.';
COMMENT ON TABLE "messaging"."unreadable_records" IS 'by hand: beside the inbox. Data: unknown, since nobody can read it: look at it and delete it.';
