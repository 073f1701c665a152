-- What: the limit of refunds binds what is about to leave, not what a provider says has left. Why: a refund that had failed and
-- was paid after all is a fact; refusing to write it down left it unsettled for ever. Owner: payments.

create or replace function refunds_stay_within_collection() returns trigger
  language plpgsql set search_path = public, pg_temp as $$
declare
  collected bigint;
  given bigint;
begin
  if new.kind <> 'refund' or new.state in ('unclear', 'paid', 'failed') then
    return new;
  end if;
  select amount_minor into collected from payment_attempts where id = new.attempt_id for update;
  select coalesce(sum(amount_minor), 0) into given from disbursements
    where attempt_id = new.attempt_id and state <> 'failed' and id <> new.id;
  if given + new.amount_minor > collected then
    raise exception 'refunds of attempt % exceed what it collected', new.attempt_id
      using errcode = 'check_violation', constraint = 'disbursements_within_collection';
  end if;
  return new;
end $$;
