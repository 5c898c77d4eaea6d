-- Written by hand: what a Prisma schema cannot say.

-- Numbers that people read. Holes are allowed, doubles are not.
CREATE SEQUENCE "customer_numbers";
CREATE SEQUENCE "contract_numbers";

-- Search by prefix and the order by name, both on bytes, so that one index serves and no collation can change under it.
CREATE INDEX "customers_number_prefix" ON "customers" ("number" COLLATE "C", "id");
CREATE INDEX "customers_name_key" ON "customers" ("name_key" COLLATE "C", "id");
CREATE INDEX "customers_given_name_key" ON "customers" ("given_name_key" COLLATE "C", "id");
CREATE INDEX "customers_email_prefix" ON "customers" ("email" COLLATE "C", "id");
CREATE INDEX "customers_phone_prefix" ON "customers" ("phone" COLLATE "C", "id");

ALTER TABLE "customers" ADD CONSTRAINT "customers_named" CHECK (
  CASE "kind" WHEN 'PERSON' THEN "first_name" IS NOT NULL AND "last_name" IS NOT NULL AND "company_name" IS NULL
  ELSE "company_name" IS NOT NULL END);
ALTER TABLE "customers" ADD CONSTRAINT "customers_closed" CHECK (("status" = 'CLOSED') = ("closed_at" IS NOT NULL));

-- One open application per address, one living contract and one living line per application.
CREATE UNIQUE INDEX "connection_applications_one_open" ON "connection_applications" ("address_id")
  WHERE "status" IN ('SUBMITTED', 'APPROVED', 'SCHEDULED', 'INSTALLED');
CREATE UNIQUE INDEX "contracts_one_living" ON "contracts" ("application_id") WHERE "status" <> 'TERMINATED';
CREATE UNIQUE INDEX "access_lines_one_living" ON "access_lines" ("application_id") WHERE "state" <> 'CEASED';

ALTER TABLE "connection_applications" ADD CONSTRAINT "connection_applications_rejected"
  CHECK (("status" = 'REJECTED') = ("rejection_reason" IS NOT NULL));
ALTER TABLE "contracts" ADD CONSTRAINT "contracts_signed"
  CHECK ("status" NOT IN ('SIGNED', 'ACTIVE') OR "signed_on" IS NOT NULL);
ALTER TABLE "access_lines" ADD CONSTRAINT "access_lines_attached"
  CHECK (("port_id" IS NULL) = ("attached_at" IS NULL));
ALTER TABLE "access_lines" ADD CONSTRAINT "access_lines_active" CHECK ("state" <> 'ACTIVE' OR "activated_at" IS NOT NULL);
ALTER TABLE "access_lines" ADD CONSTRAINT "access_lines_ceased"
  CHECK (("state" = 'CEASED') = ("ceased_at" IS NOT NULL) AND ("state" <> 'CEASED' OR "port_id" IS NULL));
ALTER TABLE "devices" ADD CONSTRAINT "devices_placed" CHECK (
  ("status" IN ('INSTALLED', 'RESERVED')) = ("line_id" IS NOT NULL) AND ("line_id" IS NULL) = ("customer_id" IS NULL));
ALTER TABLE "devices" ADD CONSTRAINT "devices_mac" CHECK ("mac" ~ '^([0-9a-f]{2}:){5}[0-9a-f]{2}$');
