-- Written by hand: what a Prisma schema cannot say.
alter table "buyer" add constraint "buyer_balance_not_negative" check ("balance" >= 0);

create function "refuse_order_removal"() returns trigger language plpgsql as $$
begin
  raise exception 'an order is never removed; cancel it';
end
$$;

create trigger "order_is_kept" before delete on "order"
  for each row execute function "refuse_order_removal"();
