-- What: what a provider collected where that is not what was asked, and how payments are found. Why: a refund gives back what came,
-- to the last minor unit, and not what should have come. Owner: payments.

-- Written when a person decides to send set-aside money back; null: what came is what was asked.
alter table payment_attempts add column stated_minor bigint check (stated_minor > 0);
alter table payment_attempts add column stated_currency text;
alter table payment_attempts add constraint payment_attempts_stated_has_currency check ((stated_minor is null) = (stated_currency is null));

create or replace function refunds_stay_within_collection() returns trigger
  language plpgsql set search_path = public, pg_temp as $$
declare
  collected bigint;
  given bigint;
begin
  if new.kind <> 'refund' or new.state = 'failed' then
    return new;
  end if;
  select coalesce(stated_minor, amount_minor) into collected from payment_attempts where id = new.attempt_id for update;
  select coalesce(sum(amount_minor), 0) into given from disbursements
    where attempt_id = new.attempt_id and state <> 'failed' and id <> new.id;
  if given + new.amount_minor > collected then
    raise exception 'refunds of attempt % exceed what it collected', new.attempt_id
      using errcode = 'check_violation', constraint = 'disbursements_within_collection';
  end if;
  return new;
end $$;

-- The newest first, and by phone, its ending, or a receipt.
create index payment_attempts_newest on payment_attempts (prepared_at desc, id desc);
create index payment_attempts_state on payment_attempts (state, prepared_at desc, id desc);
create index payment_attempts_phone on payment_attempts (reverse(phone) text_pattern_ops, prepared_at desc);
create index payment_attempts_receipt on payment_attempts (provider_transaction) where provider_transaction is not null;
create index payment_callbacks_receipt on payment_callbacks (provider_transaction) where provider_transaction is not null;
create index disbursements_receipt on disbursements (provider_transaction) where provider_transaction is not null;
