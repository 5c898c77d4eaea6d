-- Written by hand: what a Prisma schema cannot say.
create table "event_log" (
  "position" bigint primary key,
  "data" jsonb not null
) partition by range ("position");

create table "event_log_1" partition of "event_log" for values from (1) to (1000000);
